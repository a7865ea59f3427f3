// What the kiosk does by itself, without the server: the clock, the question "Sind Sie noch da?",
// the word that the connection is lost, and keeping the browser closed to wandering hands.
(() => {
  "use strict";
  const $ = (selector) => document.querySelector(selector);
  const connected = () => Boolean(window.socket?.connected && window.did_handshake);

  // The clock runs by the server's time and the house's zone, whatever this machine believes.
  const ahead = Date.parse($("meta[name=server-time]").content) - Date.now();
  const zone = $("meta[name=house-zone]").content;
  const clock = new Intl.DateTimeFormat("de-DE", { hour: "2-digit", minute: "2-digit", hour12: false, timeZone: zone });
  function showTime() {
    const time = clock.format(Date.now() + ahead);
    document.querySelectorAll("[data-clock]").forEach((face) => {
      if (face.textContent !== time) face.textContent = time;
    });
  }

  // Idle: each screen says how long it waits (data-idle, seconds). On the first screen nobody is asked; it is
  // only loaded afresh once after a visit, so that nothing of the visit is left in the browser.
  const question = $("#still-there");
  const number = question.querySelector("[data-number]");
  let touchedAt = performance.now();
  let askedAt = null;
  let visited = false;
  let leaving = false;

  function touched() {
    touchedAt = performance.now();
  }
  function ask(now) {
    askedAt = now;
    question.hidden = false;
    question.querySelector("button").focus();
  }
  function goOn() {
    askedAt = null;
    question.hidden = true;
    touched();
  }
  function leave() {
    // Without the server there is nothing to load; the question stays and covers the screen until it is back.
    if (leaving || !connected()) return;
    leaving = true;
    window.location.replace(window.location.pathname);
  }
  function watch() {
    const screen = $("[data-screen]");
    const now = performance.now();
    if (!screen || leaving) return;
    if (askedAt !== null) {
      const left = Number(question.dataset.seconds) - (now - askedAt) / 1000;
      number.textContent = Math.max(0, Math.ceil(left));
      if (left <= 0) leave();
    } else if (now - touchedAt > 1000 * Number(screen.dataset.idle)) {
      if (screen.dataset.screen !== "home") ask(now);
      else if (visited) leave();
    }
  }
  for (const type of ["pointerdown", "keydown"]) document.addEventListener(type, touched, { capture: true, passive: true });
  document.addEventListener("tapped", () => {
    visited = true;
    touched(); // a switch or a screen reader taps without a pointer
  });
  question.addEventListener("click", goOn);
  question.addEventListener("keydown", (event) => {
    if (["Enter", " ", "Escape"].includes(event.key)) event.preventDefault();
    goOn();
  });

  // The connection: a calm line while it is away, at once when somebody taps.
  let away = null;
  const say = (lost) => document.documentElement.classList.toggle("without-connection", lost);
  function look() {
    if (connected()) {
      away = null;
      say(false);
    } else if (window.socket) {
      away ??= performance.now();
      if (performance.now() - away > 1500) say(true);
    }
  }
  document.addEventListener("tap-without-connection", () => say(true));

  // Nothing here leads out of the kiosk.
  const never = (event) => event.preventDefault();
  for (const type of ["contextmenu", "selectstart", "dragstart", "drop", "gesturestart"]) document.addEventListener(type, never);
  const large = window.matchMedia("(min-width: 700px)"); // on a phone people may enlarge what they read
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

  // The whole page speaks and looks as the panel does: the window and the question as well.
  function dress() {
    const { lang, dir, dataset } = $("[data-screen]") ?? {};
    if (lang) Object.assign(document.documentElement, { lang, dir });
    for (const look of ["large", "contrast"]) document.documentElement.classList.toggle(look, dataset?.look?.includes(look));
  }
  document.addEventListener("region-drawn", dress);

  document.addEventListener("region-drawn", showTime);
  window.setInterval(() => {
    showTime();
    watch();
    look();
  }, 250);
  showTime();
})();
