// The line to the server. It stands inside the page, so that it runs even where nothing else could be loaded.
// NiceGUI would reload into a dead network; here the server is asked first, and until it answers, the last
// programme stays on the screen.
(() => {
  "use strict";
  const START = 10_000; // ms until a page that is being opened must have its line
  const CALM = 1500; // ms without a line that nobody needs to know of
  const PAUSE = 15_000; // ms in which the visit waits where it stands; then the programme is shown
  const PATIENCE = 4000; // ms for one question to the server
  const STUCK = 6; // answers without a line: then the page itself is the trouble
  const SOON = 5000; // ms until the first programme is asked for again
  const KEEP = 300_000; // ms between looks for a newer programme, if nothing changed before
  const QUIET = [3.5, 5.5]; // hours of the house's clock in which an idle page is loaded afresh
  const FRESH = 6 * 3_600_000; // ms: it was loaded this night already
  const BACKGROUND = 180_000; // ms without a touch: nobody is there

  const $ = (selector) => document.querySelector(selector);
  const isConnected = () => Boolean(window.socket?.connected && window.did_handshake);
  const wait = (least, most) => new Promise((done) => setTimeout(done, least + (most - least) * Math.random()));

  // The house's time. This machine's clock may be wrong, and be put right while the page is open.
  const time = { house: Date.now(), here: performance.now() };
  const houseNow = () => time.house + performance.now() - time.here;
  function setTime(text) {
    const house = Date.parse(text);
    if (house) Object.assign(time, { house, here: performance.now() });
  }
  setTime($("meta[name=server-time]").content);
  const zone = $("meta[name=house-zone]").content;
  const clock = new Intl.DateTimeFormat("de-DE", { hour: "2-digit", minute: "2-digit", hour12: false, timeZone: zone });
  const houseClock = () => clock.format(houseNow());

  let socket = null;
  let lostAt = null;
  let asking = false;
  let leaving = false;
  let kept = null; // the newest programme, parsed
  let keptAt = -KEEP;
  let draw = null; // looks again at the programme that is shown
  let touchedAt = performance.now();
  let busySince = null; // a tap waits for its answer
  let refused = false; // the last try to connect failed
  let isLate = false; // the line was cut before this script had it in hand

  function adopt() {
    if (socket || !window.socket) return;
    socket = window.socket;
    socket.io.reconnection(false);
    socket.io.timeout(2 * PATIENCE);
    for (const event of ["connect_error", "disconnect", "try_reconnect"]) socket.off(event);
    socket.on("connect_error", ({ message }) => {
      if (message === "Implicit handshake failed") load(); // the server has forgotten this visit, and it answers
      refused = true;
      lose();
    });
    socket.on("disconnect", lose);
    // Cut before we listened: it is being mended in a way of its own, so the page is loaded afresh instead.
    isLate = window.did_handshake && !socket.connected;
    if (isLate) lose();
  }

  function lose() {
    if (lostAt !== null || leaving) return;
    lostAt = performance.now();
    $("#stand time").textContent = houseClock();
    ask();
  }
  async function ask() {
    if (asking) return;
    asking = true;
    for (let answers = 0; !isConnected() && !leaving; ) {
      await wait(...(performance.now() - lostAt < 5000 ? [500, 1500] : [4000, 6000]));
      if (isConnected() || !(await answered())) continue;
      answers += 1;
      if (!socket || isLate || answers > STUCK) load();
      else await connect();
    }
    asking = false;
  }
  async function answered() {
    try {
      const answer = await fetch("/kiosk/ping", { cache: "no-store", signal: AbortSignal.timeout(PATIENCE) });
      if (answer.status === 204) setTime(answer.headers.get("House-Time"));
      return answer.status === 204; // anything else is a proxy, or a server without its database
    } catch {
      return false;
    }
  }
  async function connect() {
    socket.sendBuffer = []; // what was tapped into the void is not meant any more
    socket.io.opts.query.next_message_id = window.nextMessageId;
    refused = false;
    socket.connect();
    const until = performance.now() + 2 * PATIENCE;
    while (!isConnected() && !refused && !leaving && performance.now() < until) await wait(100, 100);
    if (!isConnected()) socket.io.opts.transports = ["polling", "websocket"]; // some proxies let no WebSocket pass
  }
  function load() {
    if (leaving) return;
    leaving = true;
    window.location.replace(window.location.pathname);
  }

  // What is seen meanwhile
  function look() {
    adopt();
    if (!isConnected()) {
      if (lostAt === null && performance.now() > START) lose();
      const gone = lostAt === null ? 0 : performance.now() - lostAt;
      if (gone > CALM) pause();
      if (gone > PAUSE) showKept();
    } else if (lostAt !== null) found();
    else doubt();
    draw?.();
  }
  // A line can be dead for a while before anybody notices; a tap that is not answered says so first.
  function doubt() {
    if (!$(".panel[aria-busy=true]")) {
      if (busySince !== null) resume();
      busySince = null;
    } else if (busySince === null) {
      busySince = performance.now();
    } else if (performance.now() - busySince > CALM && !isPaused()) {
      $("#stand time").textContent = houseClock();
      pause();
      answered().then((yes) => yes || socket.io.engine.close());
    }
  }
  let cameFrom = null; // the control that had the focus before the pause
  const nameOf = ({ dataset: { tap, value, key } }) => [tap, value, key].join("\n");
  const isPaused = () => document.documentElement.classList.contains("without-connection");
  function resume() {
    document.documentElement.classList.remove("without-connection");
    document.querySelectorAll(".panel").forEach((one) => (one.inert = false));
    if (cameFrom !== null && document.activeElement === document.body) {
      // By name: the screen may have been drawn anew meanwhile.
      const same = cameFrom.trim() && [...document.querySelectorAll(".panel button")].find((control) => nameOf(control) === cameFrom);
      (same || $("#heading"))?.focus({ preventScroll: true });
    }
    cameFrom = null;
  }
  function pause() {
    const panel = $(".panel");
    const shop = $(".window");
    if (!panel || !shop) return;
    const box = panel.getBoundingClientRect();
    Object.assign($("#connection").style, { left: `${box.left}px`, top: `${box.top}px`, width: `${box.width}px`, height: `${box.height}px` });
    const above = shop.getBoundingClientRect();
    Object.assign($("#stand").style, { left: `${above.left + above.width * 0.04}px`, top: `${above.bottom}px` });
    // What cannot be used loses the focus; whoever works by keys goes on where they were.
    if (panel.contains(document.activeElement)) cameFrom = nameOf(document.activeElement);
    document.querySelectorAll(".panel").forEach((one) => (one.inert = true));
    document.documentElement.classList.add("without-connection");
  }
  function found() {
    lostAt = null;
    resume();
    draw = null;
    $("#offline").hidden = true;
    $("#offline").replaceChildren();
    document.dispatchEvent(new Event("kept-programme-left")); // who read it in another language reads on in that of the visit
    keepSoon();
  }
  function showKept() {
    if (draw || !kept || !window.showKeptProgramme) return;
    const root = kept.cloneNode(true);
    $("#offline").replaceChildren(root);
    $("#offline").hidden = false;
    draw = window.showKeptProgramme(root, houseNow);
  }

  // The programme is kept after each change, a little later, and every few minutes.
  let keepTimer = 0;
  function keepSoon() {
    clearTimeout(keepTimer);
    keepTimer = setTimeout(keep, 1000 + 2000 * Math.random());
  }
  async function keep() {
    if (lostAt !== null) return;
    keptAt = performance.now();
    try {
      const answer = await fetch("/kiosk/snapshot", { cache: "no-store", signal: AbortSignal.timeout(PATIENCE) });
      if (answer.ok) await hold(answer);
    } catch {
      if (!kept) keptAt = performance.now() - KEEP + SOON; // else the one before stays
    }
  }
  async function hold(answer) {
    kept = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("[data-kept]") ?? kept;
  }
  async function startWorker() {
    keep();
    if (!window.matchMedia("(min-width: 700px)").matches) return; // on somebody's own phone nothing is stored
    try {
      await navigator.serviceWorker.register("/kiosk/sw.js", { scope: "/kiosk" });
      await navigator.serviceWorker.ready;
    } catch {
      // not over plain http, not in every browser: then only the open page keeps the programme
    }
  }

  // Once a night, when nobody is there, the page is loaded afresh; not by all kiosks at once.
  const later = Math.random() * 0.5;
  function beFresh() {
    const [hours, minutes] = houseClock().split(":").map(Number);
    const hour = hours + minutes / 60;
    const isNight = QUIET[0] + later <= hour && hour < QUIET[1];
    const isIdle = $("[data-screen=home]") && performance.now() - touchedAt > BACKGROUND;
    if (isNight && isIdle && isConnected() && performance.now() > FRESH) answered().then((yes) => yes && load());
  }

  window.kioskLine = {
    isConnected,
    houseClock,
    // Load the kiosk afresh and say whether that can be done: without the server only the worker has something to show.
    load() {
      const canBe = isConnected() || Boolean(navigator.serviceWorker?.controller);
      if (canBe) load();
      return canBe;
    },
  };
  for (const type of ["pointerdown", "keydown"]) {
    document.addEventListener(type, () => (touchedAt = performance.now()), { capture: true, passive: true });
  }
  document.addEventListener("tap-without-connection", () => {
    lose();
    pause();
  });
  document.addEventListener("region-drawn", keepSoon);
  // Whatever way the page is left, the server forgets its visit at once.
  window.addEventListener("pagehide", () => {
    leaving = true;
    if (window.clientId) navigator.sendBeacon("/kiosk/leave", window.clientId);
  });
  document.addEventListener("DOMContentLoaded", () => {
    startWorker();
    window.setInterval(look, 250);
    window.setInterval(() => performance.now() - keptAt > KEEP && Promise.all([keep(), answered()]), 1000);
    window.setInterval(beFresh, 5000);
  });
})();
