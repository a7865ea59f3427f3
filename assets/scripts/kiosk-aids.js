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
  function offerToRead() {
    document.querySelectorAll("[data-aid=read]").forEach((button) => {
      button.hidden = !voice();
      button.setAttribute("aria-pressed", String(Boolean(speech?.speaking)));
    });
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
  function read() {
    speech.cancel();
    const speaker = voice();
    // One piece for each line: a long text in one piece stops in some browsers, and lines are pauses.
    words().forEach((line, place, all) => {
      const piece = new SpeechSynthesisUtterance(line);
      Object.assign(piece, { voice: speaker, lang: speaker.lang, rate: 0.9 });
      if (place === all.length - 1) piece.onend = offerToRead;
      speech.speak(piece);
    });
    offerToRead();
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

  document.addEventListener("click", (event) => {
    const aid = event.target.closest("[data-aid]")?.dataset.aid;
    if (aid === "read") {
      if (!hush()) read();
    } else if (aid === "done") {
      hush();
      document.dispatchEvent(new Event("visitor-leaves"));
    } else hush(); // speech stops with whatever somebody does next
  });
  document.addEventListener("region-drawn", (event) => {
    if (event.detail.isNew) hush();
    dress();
  });
  speech?.addEventListener?.("voiceschanged", () => {
    voices.clear();
    offerToRead();
  });
  window.addEventListener("pagehide", () => speech?.cancel());
  window.setInterval(lamplight, 5000);
  lamplight();
  dress();
})();
