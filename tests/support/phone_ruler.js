// Measures what a page for phones shows and returns a list of faults, empty if all is well (WCAG 2.2, UX §12).
() => {
  const faults = [];
  // What is drawn only when somebody comes near it is measured as well.
  for (const part of document.querySelectorAll("section.day")) part.style.contentVisibility = "visible";
  const say = (what, element) => faults.push(`${what}: ${element.textContent.trim().replace(/\s+/g, " ").slice(0, 40)}`);
  const hidden = (element) => element.closest(".unseen, .trap, .skip, details:not([open]) > ul") || getComputedStyle(element).visibility !== "visible";
  const wide = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth > wide) faults.push(`scrolls to the side: ${document.documentElement.scrollWidth} px`);
  if (document.querySelectorAll("h1").length !== 1) faults.push("has not one heading");

  const texts = [...document.querySelectorAll("body *")].filter(
    (element) => !hidden(element) && !element.closest("svg, script") && [...element.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.data.trim()),
  );
  for (const element of texts) {
    const range = document.createRange();
    range.selectNodeContents(element);
    const words = range.getBoundingClientRect();
    if (!words.width) continue;
    if (words.left < -1 || words.right > wide + 1) say("runs out at the side", element);
    const control = element.closest(".button, .look, .slot, .days a, .days p, .numbers span, summary, .chip");
    if (control) {
      const box = control.getBoundingClientRect();
      if (words.left < box.left - 1 || words.right > box.right + 1 || words.top < box.top - 2 || words.bottom > box.bottom + 2) say("does not fit its control", element);
    }
    if (parseFloat(getComputedStyle(element).fontSize) < 15.95) say("small text", element);
  }

  // Links inside a sentence or a heading are text (WCAG 2.5.8); a line of the programme is touched as a whole.
  const controls = [...document.querySelectorAll("a, button, input, select, summary")].filter(
    (one) => one.type !== "hidden" && !hidden(one) && !one.closest("h2, h3:not(.lines h3)") && !one.closest("p:not(.actions, .tel, :has(> .button)), dd"),
  );
  for (const one of controls) {
    const box = (one.closest(".lines li") ?? one).getBoundingClientRect();
    if (box.height < 43.5 || box.width < 43.5) say(`${Math.round(box.width)} x ${Math.round(box.height)} px to touch`, one);
  }
  return faults;
}
