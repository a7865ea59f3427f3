// A booking can be dragged to another day, as an extra beside the form. The browser waits until the mouse has moved some
// way, and takes Escape as "never mind"; letting go over a day only asks where to.
const KIND = "application/x-treffpunkt-booking";

export const drags = {
  data: () => ({ over: "" }),
  methods: {
    start(event, uid) {
      event.dataTransfer.setData(KIND, uid);
      event.dataTransfer.effectAllowed = "move";
    },
    hover(event, day) {
      if (!event.dataTransfer.types.includes(KIND)) return; // a file, or words of another page
      event.preventDefault();
      this.over = day;
    },
    leave(day) {
      if (this.over === day) this.over = "";
    },
    drop(event, day) {
      event.preventDefault();
      this.over = "";
      const uid = event.dataTransfer.getData(KIND);
      const from = event.target.closest("table").querySelector(`[data-uid="${CSS.escape(uid)}"]`)?.closest("[data-day]");
      if (uid && from && from.dataset.day !== day && window.socket?.connected) this.$emit("move", { uid, day });
    },
    end() {
      this.over = "";
    },
  },
};
