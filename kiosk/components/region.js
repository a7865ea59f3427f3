// A part of the kiosk's screen that the server draws. It shows the server's HTML and tells the server
// which control somebody used: an element with data-tap (and data-value). Keys of a keypad (data-key)
// are collected here and sent at once when all are there, so that digits are neither slow nor shown.

const CONTROL = "[data-tap],[data-key]";
const SLIDE = 40; // px: a finger that slides further off lets go (12 mm on the usual screens)
const BOUNCE = 350; // ms: a trembling finger taps twice
const KEY_BOUNCE = 500; // ms, on the same key only (EN 301 549, 5.8): people type digits quickly, and no PIN has a pair
const PATIENCE = 8000; // ms: an answer that was lost on the way does not lock the screen
const START = 5000; // ms after it was drawn first: the line to the server is just being made
const CARD_WAITS = 3000; // ms: who holds up a card while a tap is answered means what comes then
const GHOST = 700; // ms: the click that browsers send after a tap which was already counted

export default {
  template: "<div></div>",
  props: { html: String, answered: Number, takesTaps: Boolean },
  emits: ["tap"],

  mounted() {
    Object.assign(this, { sent: 0, tappedAt: -PATIENCE, pointedAt: -GHOST, held: null, early: null, card: null, digits: "", drawnAt: performance.now() });
    const root = this.$el;
    root.addEventListener("pointerdown", this.down);
    root.addEventListener("pointermove", this.move);
    root.addEventListener("pointerup", this.up);
    root.addEventListener("pointercancel", this.letGo);
    root.addEventListener("click", this.click);
    document.addEventListener("keydown", this.type);
    document.addEventListener("card-read", this.readCard);
    this.$watch(() => [this.html, this.answered], this.show, { flush: "post" });
    if (this.takesTaps) this.takeOver();
    this.show();
    document.querySelector(".first-paint")?.remove();
    if (this.takesTaps) this.rest();
  },
  unmounted() {
    clearTimeout(this.resting);
    document.removeEventListener("keydown", this.type);
    document.removeEventListener("card-read", this.readCard);
  },

  methods: {
    show() {
      if (this.html !== this.shown) this.draw();
      const pressed = this.held?.control ?? this.early ?? (this.sent > this.answered ? this.tapped : null);
      this.press(pressed && this.find(pressed));
    },
    draw() {
      const before = this.screen();
      const focused = this.$el.contains(document.activeElement) ? this.placeOf(document.activeElement) : null;
      // NiceGUI replaces setHTML by DOMPurify. The templates escape everything already; this is the second lock.
      this.$el.setHTML(this.html);
      this.shown = this.html;
      const isNew = this.screen() !== before;
      if (!this.$el.querySelector("[data-keypad]") || isNew) this.digits = "";
      this.dots();
      // On the same screen whoever works by keys stays where they are; another one begins with its heading (WCAG 2.4.3).
      const stays = focused && !isNew && this.find(focused);
      if (focused !== null) (stays || this.$el.querySelector("h1"))?.focus({ preventScroll: true });
      if (isNew && before && window.scrollY > 0) this.$el.scrollIntoView({ block: "start" });
      document.dispatchEvent(new CustomEvent("region-drawn", { detail: { isNew } }));
    },
    screen() {
      return this.$el.querySelector("[data-screen]")?.dataset.screen;
    },
    // Two controls may do the same, as "Hilfe" among the tiles and in the row below: each has its place among them.
    named(name) {
      return [...this.$el.querySelectorAll(CONTROL)].filter((control) => nameOf(control) === name);
    },
    placeOf(control) {
      const name = nameOf(control);
      return name && { name, place: this.named(name).indexOf(control) };
    },
    find({ name, place }) {
      const same = this.named(name);
      return same[place] ?? same[0];
    },

    // A tap counts when the finger leaves the screen over the control that it touched. The control is
    // known by name, not by node: the screen may be drawn anew while the finger is down.
    down(event) {
      if (!event.isPrimary || event.button > 0) return;
      this.pointedAt = performance.now();
      const control = event.target.closest(CONTROL);
      if (!control) return;
      this.held = { control: this.placeOf(control), pointer: event.pointerId };
      this.$el.setPointerCapture(event.pointerId);
      this.press(control);
    },
    move(event) {
      if (this.held?.pointer === event.pointerId && this.off(event)) this.letGo();
    },
    up(event) {
      if (this.held?.pointer !== event.pointerId) return;
      this.pointedAt = performance.now();
      const control = this.off(event) ? null : this.find(this.held.control);
      this.letGo();
      if (control) this.use(control);
    },
    off(event) {
      const box = this.find(this.held.control)?.getBoundingClientRect();
      if (!box) return true;
      const x = Math.max(box.left - event.clientX, 0, event.clientX - box.right);
      const y = Math.max(box.top - event.clientY, 0, event.clientY - box.bottom);
      return Math.hypot(x, y) > SLIDE;
    },
    letGo() {
      this.held = null;
      this.press(null);
    },
    press(control) {
      this.$el.querySelectorAll(".pressed").forEach((other) => other.classList.remove("pressed"));
      control?.classList.add("pressed");
    },
    // Enter, Space, switches and screen readers send a click without a pointer.
    click(event) {
      const control = event.target.closest(CONTROL);
      if (control && (event.detail === 0 || performance.now() - this.pointedAt > GHOST)) this.use(control);
    },

    use(control) {
      if (this.comesUp()) this.keepEarly(control);
      else if (control.dataset.key) this.key(control.dataset.key);
      else this.tap(control, control.dataset.tap, control.dataset.value ?? "");
    },
    tap(control, action, value) {
      if (this.rests()) return;
      // Socket.io would keep the tap and send it after the reconnect, when nobody means it any more.
      if (!connected()) {
        document.dispatchEvent(new Event("tap-without-connection"));
        return;
      }
      this.tappedAt = performance.now();
      this.sent += 1;
      this.rest();
      this.press(control);
      this.tapped = control && this.placeOf(control);
      document.dispatchEvent(new Event("tapped"));
      this.$emit("tap", { action, value, number: this.sent });
    },

    // A page is seen before its line to the server is there: what is meant in that moment is done when it is.
    keepEarly(control) {
      this.early = this.placeOf(control);
      this.press(control);
    },
    // Before the page lives one sees a picture of it; what was touched there is meant as well (kiosk-early.js).
    takeOver() {
      const { early = null, held = null } = window.keptFromPicture ?? {};
      delete window.keptFromPicture;
      Object.assign(this, { early, held });
      try {
        if (held) this.$el.setPointerCapture(held.pointer); // the finger is still down
      } catch {
        this.held = null; // it was lifted just now
      }
    },
    comesUp() {
      return !connected() && performance.now() - this.drawnAt < START;
    },
    doEarly() {
      const control = this.early && this.find(this.early);
      this.early = null;
      if (control) this.use(control);
    },

    // While a tap is answered, and a moment longer, nothing else is taken: aria-busy says so to everybody.
    rest() {
      clearTimeout(this.resting);
      const rests = this.rests();
      this.$el.setAttribute("aria-busy", rests);
      if (rests) this.resting = setTimeout(this.rest, 25);
      else {
        this.doEarly();
        this.doCard();
      }
    },
    rests() {
      const passed = performance.now() - this.tappedAt;
      return this.comesUp() || passed < BOUNCE || (this.sent > this.answered && passed < PATIENCE);
    },

    key(key) {
      const pad = this.$el.querySelector("[data-keypad]");
      const now = performance.now();
      if (!pad || this.rests() || (key === this.lastKey && now - this.keyAt < KEY_BOUNCE)) return;
      [this.lastKey, this.keyAt] = [key, now];
      const length = Number(pad.dataset.length);
      const shortest = Number(pad.dataset.shortest ?? length);
      if (key === "clear") this.digits = "";
      else if (key === "back") this.digits = this.digits.slice(0, -1);
      else if (key !== "send" && this.digits.length < length) this.digits += key;
      this.dots();
      // A number as long as it is goes with a key of its own; a PIN by itself with its last digit.
      if (pad.dataset.shortest ? key !== "send" || this.digits.length < shortest : this.digits.length < length) return;
      this.tap(null, pad.dataset.keypad, this.digits);
      this.digits = "";
    },
    dots() {
      const dots = this.$el.querySelectorAll("[data-dot]");
      dots.forEach((dot, place) => dot.classList.toggle("full", place < this.digits.length));
      const typed = this.$el.querySelector("[data-typed]");
      if (typed) typed.textContent = this.digits;
      const said = this.$el.querySelector("[data-count]");
      if (said) said.textContent = said.dataset.count.replace("0", this.digits.length);
    },
    // What a scanner read (kiosk-card.js) goes on by itself where the screen asks for a card. Its first keys may
    // have been taken for digits of a PIN.
    readCard({ detail: code }) {
      if (!this.takesTaps) return;
      this.digits = "";
      this.dots();
      if (this.rests()) this.card = { code, at: performance.now() };
      else this.takeCard(code);
    },
    takeCard(code) {
      const staff = code.startsWith("TS") && this.$el.querySelector("[data-staff]");
      const place = this.$el.querySelector("[data-card]");
      if (staff) this.tap(null, staff.dataset.staff, code);
      else if (place) this.tap(null, place.dataset.card, code);
      else if (code) this.heldUp(code);
    },
    // A card that was held up while a tap was answered is meant for what came then, and only for a moment.
    doCard() {
      if (!this.card || this.rests()) return;
      const { code, at } = this.card;
      this.card = null;
      if (performance.now() - at < CARD_WAITS) this.takeCard(code);
    },
    // No screen asked for it: a card is answered all the same, a book or a parcel is not.
    heldUp(code) {
      const place = this.$el.querySelector("[data-held-up]");
      if (place) this.tap(null, place.dataset.heldUp, code);
    },
    type(event) {
      if (event.repeat || event.ctrlKey || event.metaKey || event.altKey) return;
      const key = { Backspace: "back", Delete: "clear" }[event.key] ?? event.key;
      const control = this.$el.querySelector(`[data-key="${CSS.escape(key)}"]`);
      if (control) this.key(key);
    },
  },
};

function connected() {
  return Boolean(window.socket?.connected && window.did_handshake);
}

function nameOf(element) {
  const { tap, key, value } = element?.dataset ?? {};
  return tap || key ? [tap, key, value].join("\n") : "";
}
