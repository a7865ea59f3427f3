// While a room is booked: how long the chosen time is still held, in words; and a screen that closes by itself
// because its visitor has the rest on a phone.
(() => {
  "use strict";
  const ahead = Date.parse(document.querySelector("meta[name=server-time]").content) - Date.now();
  let closes = Infinity; // when this screen goes by itself

  function count() {
    const held = document.querySelector(".panel [data-until]");
    if (!held) return;
    const left = (Date.parse(held.dataset.until) - Date.now() - ahead) / 1000;
    const steps = [...held.querySelectorAll("[data-step]")].filter((step) => Number(step.dataset.step) >= left);
    const words = steps.at(-1)?.textContent;
    const shown = held.querySelector("[data-left]");
    if (words && shown.textContent !== words) shown.textContent = words;
    held.classList.toggle("hurry", left < 60);
  }
  function stay() {
    const done = document.querySelector(".panel [data-closes]");
    closes = done ? performance.now() + 1000 * Number(done.dataset.closes) : Infinity;
  }
  function close() {
    if (performance.now() < closes) return;
    closes = Infinity;
    document.querySelector(".panel [data-closes]") && document.querySelector(".panel .bar [data-tap=home]")?.click();
  }
  document.addEventListener("region-drawn", () => {
    count();
    stay();
  });
  setInterval(() => {
    count();
    close();
  }, 250);
})();
