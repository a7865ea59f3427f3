// What the lists of the desk share.

const BOUNCE = 400; // ms: the second half of a double click is no second wish
let pressedAt = -BOUNCE;

/** Whether a press counts. Without a connection it must not: socket.io would send it later, when nobody means it. */
export function counts() {
  const now = performance.now();
  if (now - pressedAt < BOUNCE || !window.socket?.connected) return false;
  pressedAt = now;
  return true;
}

/** For a list: a row that was decided is gone, and the focus with it; it goes on from the list's heading. */
export const keepsFocus = {
  beforeUpdate() {
    this.wasInside = this.$el.contains(document.activeElement);
  },
  updated() {
    if (this.wasInside && document.activeElement === document.body) this.$refs.heading.focus();
  },
};
