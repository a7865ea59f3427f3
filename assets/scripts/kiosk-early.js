// Until the page lives, the browser shows a picture of it (pages/first_paint.html) whose controls do nothing yet. What
// is touched there is meant: the last control is kept by name, and the panel does it as soon as it can (region.js).
(() => {
  "use strict";
  const picture = document.querySelector(".first-paint .panel");
  const kept = { early: null, held: null };
  window.keptFromPicture = kept;

  const nameOf = ({ tap, value = "" }) => [tap, "", value].join("\n"); // as region.js names its controls
  // The picture is inert, so that nobody's keyboard or reader gets lost in it: a touch finds nothing but the page.
  function under(event) {
    const controls = [...picture.querySelectorAll("[data-tap]")];
    const control = controls.find((one) => {
      const box = one.getBoundingClientRect();
      return event.clientX >= box.left && event.clientX <= box.right && event.clientY >= box.top && event.clientY <= box.bottom;
    });
    if (!control) return null;
    const name = nameOf(control.dataset);
    return { control, name, place: controls.filter((one) => nameOf(one.dataset) === name).indexOf(control) };
  }
  function press(control) {
    picture.querySelectorAll(".pressed").forEach((other) => other.classList.remove("pressed"));
    control?.classList.add("pressed");
  }
  function down(event) {
    const found = event.isPrimary && event.button === 0 && picture.isConnected && under(event);
    if (!found) return;
    kept.held = { control: found, pointer: event.pointerId };
    press(found.control);
  }
  function up(event) {
    if (!picture.isConnected || kept.held?.pointer !== event.pointerId) return;
    if (under(event)?.control === kept.held.control.control) kept.early = kept.held.control;
    letGo();
  }
  function letGo() {
    kept.held = null;
    press(kept.early?.control);
  }
  document.addEventListener("pointerdown", down);
  document.addEventListener("pointerup", up);
  document.addEventListener("pointercancel", letGo);
})();
