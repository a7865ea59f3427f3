// Tells the house once a minute that this kiosk lives: its version, its size, when it was last touched.
(() => {
  "use strict";
  const EVERY = 60000; // ms
  const version = document.querySelector("meta[name=kiosk-version]").content;
  let touchedAt = null;
  let told = true; // whether the last touch was told

  function beat() {
    const touched = touchedAt === null ? null : Math.round((Date.now() - touchedAt) / 1000);
    return JSON.stringify({ version, width: window.innerWidth, height: window.innerHeight, touched });
  }
  async function tell() {
    told = true;
    const headers = { "Content-Type": "application/json" };
    try {
      const answer = await fetch("/kiosk/alive", { method: "POST", headers, body: beat() });
      if (answer.status === 401) window.location.replace("/kiosk"); // the desk took its rights back
    } catch {
      told = false; // the server is away; the next minute tells
    }
  }
  function touched() {
    touchedAt = Date.now();
    told = false;
  }
  for (const type of ["pointerdown", "keydown"]) document.addEventListener(type, touched, { capture: true, passive: true });
  // After a visit the page is loaded afresh and would forget that there was one.
  window.addEventListener("pagehide", () => {
    if (!told) navigator.sendBeacon("/kiosk/alive", new Blob([beat()], { type: "application/json" }));
  });
  window.setInterval(tell, EVERY);
  window.setTimeout(tell, 1000);
})();
