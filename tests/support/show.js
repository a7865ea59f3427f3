// Puts a drawing where the live regions stand, and lets the page do with it what it does with its own.
() => {
  const content = document.querySelector(".nicegui-content");
  const still = content.cloneNode(true); // what the server draws meanwhile is not seen any more
  content.replaceWith(still);
  let shopNow = null;
  window.showView = ([panel, shop], night) => {
    still.querySelector(".panel").innerHTML = panel;
    still.querySelector(".panel").setAttribute("aria-busy", "false");
    // As in the house: a window that stays the same is not drawn again.
    if (shop !== shopNow) still.querySelector(".window").innerHTML = shop;
    shopNow = shop;
    document.documentElement.classList.toggle("night", night);
    document.dispatchEvent(new Event("pointerdown"));
    document.dispatchEvent(new CustomEvent("region-drawn", { detail: { isNew: true } }));
  };
  // What the page lays over it for a while: where it is, how it comes, how it goes.
  const html = document.documentElement;
  const question = document.querySelector("#still-there");
  window.overlays = {
    "still there?": {
      where: "#still-there",
      show() {
        question.hidden = false;
        question.querySelector(".more").hidden = false;
        question.querySelector("[data-number]").textContent = "30";
        window.dispatchEvent(new Event("resize")); // it looks where the panel is
      },
      hide: () => (question.hidden = true),
    },
    "no line": {
      where: "#connection, #stand",
      show: () => document.dispatchEvent(new Event("tap-without-connection")),
      hide() {
        html.classList.remove("without-connection");
        still.querySelector(".panel").inert = false;
      },
    },
  };
}
