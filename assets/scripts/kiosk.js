// What the kiosk does by itself, without the server: the clock, the question "Sind Sie noch da?",
// and keeping the browser closed to wandering hands. The line to the server: kiosk-line.js.
(() => {
  "use strict";
  const $ = (selector) => document.querySelector(selector);
  const line = window.kioskLine;
  const large = window.matchMedia("(min-width: 700px)"); // on a phone people may enlarge what they read

  function showTime() {
    const time = line.houseClock();
    document.querySelectorAll("[data-clock]").forEach((face) => {
      if (face.textContent !== time) face.textContent = time;
    });
  }

  // Idle: each screen says how long it waits (data-idle, seconds). On the first screen nobody is asked; it is
  // only loaded afresh once after a visit, so that nothing of the visit is left in the browser.
  const question = $("#still-there");
  const number = question.querySelector("[data-number]");
  const more = question.querySelector(".more");
  const moreTime = () => $(".panel [data-tap=more-time][hidden]"); // none: it was asked for already
  const LEISURE = 180; // seconds (UX §6.3)
  let touchedAt = performance.now();
  let askedAt = null;
  let visited = false;
  let leaving = false;

  function touched() {
    touchedAt = performance.now();
  }
  let cameFrom = null; // by name: the screen may be drawn anew meanwhile
  const nameOf = ({ tap, value, aid, key }) => [tap, value, aid, key].join("\n");
  function ask(now) {
    askedAt = now;
    cameFrom = $(".panel").contains(document.activeElement) ? nameOf(document.activeElement.dataset) : null;
    question.hidden = false;
    more.hidden = !moreTime();
    stand();
    question.querySelector("button").focus();
    document.dispatchEvent(new Event("still-there"));
  }
  // Who listens is given as much time as who reads large; where a PIN counts, the screen waits as short as for all.
  function patience(screen) {
    const idle = Number(screen.dataset.idle);
    return document.documentElement.classList.contains("listens") && idle >= LEISURE / 2 ? Math.max(idle, LEISURE) : idle;
  }
  // It covers the whole screen; what one touches stands where the panel is, in reach of everybody.
  function stand() {
    const box = $(".panel")?.getBoundingClientRect();
    const { innerWidth: width, innerHeight: height } = window;
    const insets = box && large.matches ? [box.top, width - box.right, height - box.bottom, box.left] : [0, 0, 0, 0];
    question.style.borderWidth = insets.map((inset) => `${Math.max(0, inset)}px`).join(" ");
  }
  window.addEventListener("resize", stand);
  function goOn() {
    askedAt = null;
    question.hidden = true;
    touched();
    // Whoever works by keys goes on where they were.
    if (cameFrom !== null) ([...document.querySelectorAll(".panel button")].find(({ dataset }) => nameOf(dataset) === cameFrom) ?? $("#heading")).focus({ preventScroll: true });
  }
  function leave() {
    // Where nothing can be loaded now, the question stays and covers the screen until the server is back.
    if (!leaving) leaving = line.load();
  }
  function watch() {
    const screen = $("[data-screen]");
    const now = performance.now();
    if (!screen || leaving) return;
    if (askedAt !== null) {
      const left = Number(question.dataset.seconds) - (now - askedAt) / 1000;
      number.textContent = Math.max(0, Math.ceil(left));
      if (left <= 0) leave();
    } else if (now - touchedAt > 1000 * patience(screen)) {
      if (screen.dataset.screen !== "home") ask(now);
      else if (visited) leave();
    }
  }
  for (const type of ["pointerdown", "keydown"]) document.addEventListener(type, touched, { capture: true, passive: true });
  document.addEventListener("tapped", () => {
    visited = true;
    touched(); // a switch or a screen reader taps without a pointer
  });
  document.addEventListener("visitor-leaves", leave);
  question.addEventListener("click", (event) => {
    goOn();
    if (event.target === more) moreTime()?.click();
  });
  // Any key goes on, but those with which one goes to the other answer.
  const WALKS = ["Tab", "ArrowDown", "ArrowUp", "ArrowLeft", "ArrowRight"];
  question.addEventListener("keydown", (event) => {
    if (WALKS.includes(event.key) && !more.hidden) {
      event.preventDefault();
      event.stopPropagation();
      askedAt = performance.now();
      (document.activeElement === more ? question.querySelector("button") : more).focus();
    } else if (document.activeElement !== more || !["Enter", " "].includes(event.key)) {
      if (["Enter", " ", "Escape"].includes(event.key)) event.preventDefault();
      goOn();
    }
  });

  // Nothing here leads out of the kiosk.
  const never = (event) => event.preventDefault();
  for (const type of ["contextmenu", "selectstart", "dragstart", "drop", "gesturestart"]) document.addEventListener(type, never);
  document.addEventListener("touchmove", (event) => large.matches && event.touches.length > 1 && never(event), { passive: false });
  document.addEventListener("wheel", (event) => event.ctrlKey && large.matches && never(event), { passive: false });
  window.history.pushState(null, "");
  window.addEventListener("popstate", () => window.history.pushState(null, ""));
  window.addEventListener("pageshow", (event) => event.persisted && window.location.reload());

  // Titles are as long as people make them: where they do not fit, the styles of the next level do.
  function fit() {
    document.querySelectorAll("[data-fit]").forEach((box) => {
      const inner = box.dataset.fit ? box.querySelector(box.dataset.fit) : box;
      delete box.dataset.level;
      for (let level = 1; level <= 5 && inner.scrollHeight > inner.clientHeight + 6; level += 1) box.dataset.level = level;
    });
  }
  document.addEventListener("region-drawn", fit);
  document.fonts.ready.then(fit);
  window.addEventListener("resize", fit);

  document.addEventListener("region-drawn", showTime);
  window.setInterval(() => {
    showTime();
    watch();
  }, 250);
  showTime();
})();
