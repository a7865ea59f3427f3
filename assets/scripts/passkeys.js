// Passkeys at the desk: what the server asks, in the form that browsers take it, and back. Where a browser has none,
// what this would show stays hidden, and the passphrase is asked as ever.
(() => {
  "use strict";
  const bytes = (text) => {
    const plain = atob(text.replace(/-/g, "+").replace(/_/g, "/"));
    return Uint8Array.from(plain, (sign) => sign.charCodeAt(0));
  };
  const text = (buffer) =>
    btoa(String.fromCharCode(...new Uint8Array(buffer)))
      .replace(/\+/g, "-")
      .replace(/\//g, "_")
      .replace(/=+$/, "");
  const described = (list) => (list || []).map((one) => ({ ...one, id: bytes(one.id) }));

  function answer(credential) {
    const response = {};
    for (const name of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]) {
      if (credential.response[name]) response[name] = text(credential.response[name]);
    }
    return JSON.stringify({ id: credential.id, rawId: text(credential.rawId), type: credential.type, response });
  }

  // Each returns what the server reads, or an empty text if nobody showed a device anything.
  async function make(options) {
    try {
      const publicKey = {
        ...options,
        challenge: bytes(options.challenge),
        user: { ...options.user, id: bytes(options.user.id) },
        excludeCredentials: described(options.excludeCredentials),
      };
      return answer(await navigator.credentials.create({ publicKey }));
    } catch {
      return "";
    }
  }
  async function show(options) {
    try {
      const publicKey = {
        ...options,
        challenge: bytes(options.challenge),
        allowCredentials: described(options.allowCredentials),
      };
      return answer(await navigator.credentials.get({ publicKey }));
    } catch {
      return "";
    }
  }
  const here = () => window.isSecureContext && "PublicKeyCredential" in window;
  window.passkeys = { make, here };

  async function send(form) {
    const said = form.querySelector("[role=alert]");
    said.hidden = true;
    let signed = "";
    try {
      const asked = await fetch(form.dataset.challenge, { method: "POST", credentials: "same-origin" });
      if (asked.ok) signed = await show(await asked.json());
      else if (asked.status === 401) return location.assign(form.dataset.over);
    } catch {
      signed = "";
    }
    if (!signed) {
      said.hidden = false;
      return;
    }
    form.elements.credential.value = signed;
    form.submit();
  }

  document.addEventListener("DOMContentLoaded", () => {
    for (const form of document.querySelectorAll("form.by-passkey")) {
      if (!here()) continue;
      form.hidden = false;
      form.addEventListener("submit", (event) => {
        event.preventDefault();
        send(form);
      });
    }
    if (!here()) document.querySelectorAll(".no-passkeys").forEach((one) => (one.hidden = false));
  });
})();
