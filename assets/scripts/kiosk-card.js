// A scanner is a keyboard that types a whole card in a blink and ends with Enter. Whatever comes so fast is no
// finger: it reaches no control and no keypad and is never shown. Only the code of a group card, or that of the desk
// for the staff, leaves the page; of everything else that somebody holds up (a book, a parcel, a ticket) only that it could not be read.
// A key that is held down is a finger: it counts once, however long it is held.
(() => {
  "use strict";
  const GAP = 50; // ms between two keys: scanners need less, people more
  const RUN = 3; // keys in such a hurry; two may be a trembling finger
  const SILENCE = 250; // ms after which a scan that did not end has ended
  const LONGEST = 200;
  const AGAIN = 500; // ms in which a trembling finger does not mean the same key once more (EN 301 549, 5.8)
  const ACTS = ["Enter", " "];
  const CARD = /^T[PS][0-9A-HJKMNP-TVWX]{28}$/; // booking.cards, booking.onsite

  let typed = "";
  let run = 0;
  let last = -Infinity;
  let silence = 0;
  let ended = -Infinity;
  let meant = { key: "", at: -Infinity }; // the last key that counted

  const scans = () => run >= RUN;

  function begin() {
    typed = "";
    run = 0;
  }
  function end() {
    clearTimeout(silence);
    ended = last;
    const code = typed.toUpperCase(); // whatever Shift and Caps Lock made of it
    begin();
    document.dispatchEvent(new CustomEvent("card-read", { detail: CARD.test(code) ? code : "" }));
  }
  function down(event) {
    if (["Shift", "CapsLock"].includes(event.key)) return;
    // It repeats as fast as a scanner types. Whoever cannot let go in time means it once (EN 301 549, 5.7), and what
    // lies on the keyboard means nothing: it neither acts nor keeps a visit open.
    if (event.repeat) return held(event);
    if (event.timeStamp - last > GAP) begin();
    last = event.timeStamp;
    run += 1;
    const ends = event.key === "Enter" && !event.ctrlKey && !event.altKey && !event.metaKey;
    // A key that is no sign, or one with Ctrl, spoils the code: \u0000 is in none.
    if (!ends && typed.length < LONGEST) typed += event.key.length === 1 && !event.ctrlKey ? event.key : "\u0000";
    if (!scans()) return press(event);
    swallow(event);
    clearTimeout(silence);
    if (ends) end();
    else silence = setTimeout(end, SILENCE);
  }
  function press(event) {
    const isAgain = event.key === meant.key && event.timeStamp - meant.at < AGAIN;
    const isUnhurried = document.documentElement.classList.contains("unhurried");
    if (isAgain && (isUnhurried || ACTS.includes(event.key))) swallow(event);
    else meant = { key: event.key, at: event.timeStamp };
  }
  function held(event) {
    if (!scans()) begin(); // a card may be held up at once
    meant = { key: event.key, at: event.timeStamp };
    swallow(event);
  }
  function up(event) {
    if (scans() || event.timeStamp - ended < GAP) swallow(event); // also that of the Enter at its end
  }
  function swallow(event) {
    event.preventDefault();
    event.stopImmediatePropagation();
  }
  // Before anything else on the page hears of them.
  window.addEventListener("keydown", down, { capture: true });
  window.addEventListener("keyup", up, { capture: true });
})();
