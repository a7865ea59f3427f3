// A soft tone before the kiosk asks whether somebody is still there, for whoever listens or works by keys and may not
// look at the screen (UX §6.3). It is made here, so no file is needed, and is as loud as the voice of the visit.
(() => {
  "use strict";
  const NOTES = [523.25, 659.25]; // Hz: upwards, as one asks
  const LONG = 0.3; // seconds each
  const RISE = 0.04; // seconds: nothing that startles
  const QUIET = 0.06; // of what the machine can
  const LOUD = 0.1;
  // Those by which one goes from control to control and uses them: the first signs of a scanned card are none.
  const KEYS = ["Tab", "Enter", " ", "ArrowDown", "ArrowUp", "ArrowLeft", "ArrowRight"];

  let byKeys = false;
  document.addEventListener("keydown", ({ key }) => KEYS.includes(key) && (byKeys = true), { capture: true });
  document.addEventListener("pointerdown", () => (byKeys = false), { capture: true });

  function note(audio, pitch, at, loudness) {
    const voice = new OscillatorNode(audio, { type: "sine", frequency: pitch });
    const gain = new GainNode(audio, { gain: 0 });
    gain.gain.setValueAtTime(0, at);
    gain.gain.linearRampToValueAtTime(loudness, at + RISE);
    gain.gain.linearRampToValueAtTime(0, at + LONG);
    voice.connect(gain).connect(audio.destination);
    voice.start(at);
    voice.stop(at + LONG);
  }

  // Sound it if somebody needs it; return the seconds until it is over.
  function ask(isLoud) {
    if (!byKeys && !document.documentElement.classList.contains("listens")) return 0;
    const audio = new AudioContext();
    NOTES.forEach((pitch, place) => note(audio, pitch, audio.currentTime + place * LONG, isLoud ? LOUD : QUIET));
    const seconds = NOTES.length * LONG;
    setTimeout(() => audio.close(), 1000 * (seconds + 1)); // a kiosk runs for weeks: nothing stays open
    return seconds;
  }

  window.kioskTone = { ask };
})();
