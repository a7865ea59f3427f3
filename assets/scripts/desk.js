// What the desk does by itself, without the server: the keyboard never falls out of the page. What had the focus may be
// gone after the next drawing; the focus then goes on from the nearest heading that is left.
(() => {
  "use strict";
  let way = []; // from what had the focus last up to the page

  document.addEventListener("focusin", (event) => {
    way = [];
    for (let at = event.target; at; at = at.parentElement) way.push(at);
  });

  function goOn() {
    if (document.activeElement !== document.body || !way.length || way[0].isConnected) return;
    for (const left of way.filter((element) => element.isConnected)) {
      const heading = [...left.querySelectorAll("h1, h2, h3")].find((one) => one.checkVisibility());
      if (!heading) continue;
      heading.tabIndex = -1;
      heading.focus();
      return;
    }
  }
  // A group of pages in the bar: the browser folds it out; it folds in when somebody goes on or presses Escape.
  const open = () => [...document.querySelectorAll(".desk-head .fold[open]")];
  document.addEventListener("pointerdown", (event) => {
    for (const fold of open()) if (!fold.contains(event.target)) fold.open = false;
  });
  document.addEventListener("focusin", (event) => {
    for (const fold of open()) if (!fold.contains(event.target)) fold.open = false;
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    for (const fold of open()) {
      if (fold.contains(document.activeElement)) fold.querySelector("summary").focus();
      fold.open = false;
    }
  });

  new MutationObserver(goOn).observe(document.documentElement, { childList: true, subtree: true });
})();
