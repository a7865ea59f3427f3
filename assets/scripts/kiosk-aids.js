// How one reads: language, size and contrast of the whole page follow the panel; reading aloud and "Fertig" are
// done here, without the server.
(() => {
  "use strict";
  const html = document.documentElement;
  const shown = () => document.querySelector("[data-screen]");
  const speech = window.speechSynthesis;

  // The page around the panel speaks and looks as the panel does.
  function dress() {
    const screen = shown();
    if (!screen) return;
    Object.assign(html, { lang: screen.lang, dir: screen.dir });
    for (const look of ["large", "contrast"]) html.classList.toggle(look, screen.dataset.look.includes(look));
    document.querySelectorAll("[data-says]").forEach((line) => {
      line.textContent = screen.dataset[line.dataset.says] ?? line.textContent;
    });
    html.classList.toggle("unhurried", "unhurried" in screen.dataset);
    offerToRead();
  }

  // By lamplight from 21 to 6 o'clock of the house.
  const ahead = Date.parse(document.querySelector("meta[name=server-time]").content) - Date.now();
  const zone = document.querySelector("meta[name=house-zone]").content;
  const hours = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", hour12: false, timeZone: zone });
  function lamplight() {
    const hour = Number(hours.format(Date.now() + ahead)) % 24;
    html.classList.toggle("night", hour >= 21 || hour < 6);
  }

  // Read aloud by a voice of this machine only: what a cloud would speak, a cloud would hear (UX §6.6).
  const voices = new Map(); // by language: a machine may list ten thousand
  function voice() {
    const language = html.lang.split("-")[0];
    const speaks = (one) => one.localService && one.lang.split(/[-_]/)[0] === language;
    if (!voices.has(language)) voices.set(language, speech?.getVoices().find(speaks));
    return voices.get(language);
  }
  // Whoever starts the voice with a key may not see the screen: from then on each new screen is read, and each control
  // that gets the focus is said, until the same key stops it (UX §6.6).
  let aloud = false;
  let named = ""; // the control that was said last; a screen that is drawn anew does not say it again
  const listens = () => aloud || Boolean(speech?.speaking);
  function name(event) {
    const control = event.target.closest(".screen button, #heading");
    if (!aloud || !control || control.closest(".keypad, [data-private]")) return;
    const words = control.getAttribute("aria-label") ?? control.innerText.trim().replace(/\s*\n\s*/g, ". ");
    if (words !== named) read([(named = words)]);
  }
  function readScreen() {
    named = "";
    read([...notice(), ...words()]);
  }
  function offerToRead() {
    document.querySelectorAll("[data-aid=read]").forEach((button) => {
      button.hidden = !voice();
      button.setAttribute("aria-pressed", String(listens()));
    });
    html.classList.toggle("listens", listens());
    document.querySelectorAll("[data-voice]").forEach((row) => (row.hidden = !voice()));
  }
  function words() {
    const lines = [];
    const walker = document.createTreeWalker(shown(), NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT, (node) => {
      if (node.nodeType === Node.TEXT_NODE) return node.data.trim() ? NodeFilter.FILTER_ACCEPT : NodeFilter.FILTER_SKIP;
      const skip = node.matches("svg, [aria-hidden=true], [data-private], .aids, .keypad, [hidden]");
      return skip ? NodeFilter.FILTER_REJECT : NodeFilter.FILTER_SKIP;
    });
    while (walker.nextNode()) lines.push(walker.currentNode.data.trim());
    return lines;
  }
  const PACES = { slow: 0.65, usual: 0.9, quick: 1.25 };
  function read(lines) {
    speech.cancel();
    const speaker = voice();
    const { pace, loud } = shown().dataset;
    // One piece for each line: a long text in one piece stops in some browsers, and lines are pauses.
    lines.forEach((line, place, all) => {
      const piece = new SpeechSynthesisUtterance(line);
      Object.assign(piece, { voice: speaker, lang: speaker.lang, rate: PACES[pace], volume: loud === undefined ? 0.6 : 1 });
      if (place === all.length - 1) piece.onend = offerToRead;
      speech.speak(piece);
    });
    offerToRead();
  }
  // What the desk tells at this kiosk is said first, where a visit begins.
  function notice() {
    const told = shown().dataset.screen === "home" ? document.querySelectorAll(".window [data-notice]") : [];
    return [...told].map((line) => line.textContent.trim());
  }
  // The control of an aid is drawn anew when it is used, so nobody is told what it is now: said here (WCAG 4.1.3).
  let aids = {};
  const told = document.getElementById("told");
  function tellChanges() {
    const { dataset, lang } = shown();
    const now = Object.fromEntries(Object.entries(dataset).filter(([name]) => name.startsWith("told")));
    const isSaidAnew = aids.lang !== lang;
    const changed = Object.keys(now).filter((name) => !isSaidAnew && aids[name] !== now[name]);
    aids = { ...now, lang };
    if (isSaidAnew) told.textContent = "";
    if (!changed.length) return;
    told.textContent = changed.map((name) => now[name]).join(" ");
    if (aloud && voice() && !changed.includes("toldLoud")) read([told.textContent]); // a louder voice is heard by itself
  }
  // A changed voice is heard at once where it can be changed.
  let heard = null;
  const sample = () => [...document.querySelectorAll("[data-sample]")].map((line) => line.textContent.trim());
  function tryVoice() {
    const { pace, loud, screen } = shown().dataset;
    const sounds = `${pace} ${loud}`;
    if (heard !== null && sounds !== heard && screen === "language" && voice()) read(sample());
    heard = sounds;
  }
  function hush() {
    if (!speech?.speaking && !speech?.pending) return false;
    speech.cancel();
    offerToRead();
    return true;
  }

  // A keypad in the table has arrows and Enter: forward and back through the controls in reading order (UX §6.6).
  const STEPS = { ArrowDown: 1, ArrowUp: -1 };
  function walk(event) {
    const sideways = html.dir === "rtl" ? -1 : 1;
    const step = STEPS[event.key] ?? { ArrowRight: sideways, ArrowLeft: -sideways }[event.key];
    if (!step || event.ctrlKey || event.altKey || event.metaKey) return;
    const controls = [...shown().querySelectorAll("button")].filter((one) => one.checkVisibility());
    const here = controls.indexOf(document.activeElement);
    const next = here < 0 && step < 0 ? controls.length - 1 : (here + step + controls.length) % controls.length;
    event.preventDefault();
    controls[next]?.focus();
  }
  document.addEventListener("keydown", (event) => shown() && walk(event));

  document.addEventListener("focusin", name);
  document.addEventListener("still-there", () => {
    named = ""; // where one was is said again when the question is answered
    const listening = html.classList.contains("listens");
    const question = document.getElementById("still-there");
    const said = [...question.querySelectorAll("[data-says]")].filter((line) => line.checkVisibility());
    const toneOver = 1000 * window.kioskTone.ask(shown().dataset.loud !== undefined);
    if (listening && voice()) setTimeout(() => question.hidden || read(said.map((line) => line.textContent)), toneOver);
  });
  // Speech stops with whatever key somebody presses, too; those that use a control stop it by their click.
  document.addEventListener("keydown", ({ key }) => aloud || ["Enter", " "].includes(key) || hush());

  document.addEventListener("click", (event) => {
    const aid = event.target.closest("[data-aid]")?.dataset.aid;
    if (aid === "read") {
      const byKey = event.detail === 0;
      const stops = hush() || aloud;
      aloud = byKey && !stops;
      if (!stops) readScreen();
      offerToRead();
      told.textContent = stops ? shown().dataset.readOff : shown().dataset.readOn;
    } else if (aid === "sample") read(sample());
    else if (aid === "done") {
      hush();
      document.dispatchEvent(new Event("visitor-leaves"));
    } else hush(); // speech stops with whatever somebody does next
  });
  // Before anybody measures what fits: the size of the letters is part of the look.
  document.addEventListener("region-drawn", dress, { capture: true });
  document.addEventListener("region-drawn", (event) => {
    if (event.detail.isNew) hush();
    if (event.detail.isNew && aloud && voice()) readScreen();
    else if (shown()) tryVoice();
    if (shown()) tellChanges();
  });
  document.addEventListener("kept-programme-left", dress);
  speech?.addEventListener?.("voiceschanged", () => {
    voices.clear();
    offerToRead();
  });
  window.addEventListener("pagehide", () => speech?.cancel());
  window.setInterval(lamplight, 5000);
  lamplight();
  dress();
})();
