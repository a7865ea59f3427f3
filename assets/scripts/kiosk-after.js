// What is shown for a moment only: a control with data-after is used by itself after so many seconds. While another
// tap is answered nothing is taken, so it is used again until the screen is another one.
(() => {
  "use strict";
  const AGAIN = 1000; // ms
  let due = Infinity;

  document.addEventListener("region-drawn", () => {
    const control = document.querySelector("[data-after]");
    due = control ? performance.now() + 1000 * Number(control.dataset.after) : Infinity;
  });
  window.setInterval(() => {
    if (performance.now() < due) return;
    due = performance.now() + AGAIN;
    const control = document.querySelector("[data-after]");
    if (!control) return;
    // Without a connection nobody draws anew: what must go is gone at once.
    document.querySelectorAll("[data-passing]").forEach((words) => words.replaceChildren());
    control.click();
  }, 250);
})();
