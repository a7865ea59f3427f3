// What is shown for a moment only: a control with data-after is used by itself after so many seconds.
(() => {
  "use strict";
  let due = Infinity;

  document.addEventListener("region-drawn", () => {
    const control = document.querySelector("[data-after]");
    due = control ? performance.now() + 1000 * Number(control.dataset.after) : Infinity;
  });
  window.setInterval(() => {
    if (performance.now() < due) return;
    due = Infinity;
    const control = document.querySelector("[data-after]");
    if (!control) return;
    // Without a connection nobody draws anew: what must go is gone at once.
    document.querySelectorAll("[data-passing]").forEach((words) => words.replaceChildren());
    control.click();
  }, 250);
})();
