// Large keys for the six digits; and a code that came with the address is sent at once.
(() => {
  "use strict";
  const form = document.querySelector("form");
  const field = document.querySelector("#code");
  // What was typed or came with the address stays neither in the address nor in the history.
  window.history.replaceState(null, "", window.location.pathname);
  if (form.dataset.now !== undefined) {
    form.submit();
    return;
  }
  let last = { key: "", at: -1000 };
  document.querySelector("[data-keys]").hidden = false;
  document.querySelector("[data-keys]").addEventListener("click", (event) => {
    const key = event.target.closest("[data-digit]")?.dataset.digit;
    // A trembling finger taps twice; no code has two equal digits side by side.
    if (key === undefined || (key === last.key && event.timeStamp - last.at < 250)) return;
    last = { key, at: event.timeStamp };
    const digits = field.value.replace(/\D/g, "");
    if (key === "clear") field.value = "";
    else if (key === "back") field.value = digits.slice(0, -1);
    else field.value = (digits + key).slice(0, 6);
  });
})();
