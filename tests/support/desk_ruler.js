// Everything that is wrong with what a page of the desk looks like now, in words; nothing if it is fine.
() => {
  const faults = [];
  const words = (element) => (element.ariaLabel || element.textContent.trim() || element.name || element.tagName).slice(0, 50);
  const say = (fault, element) => faults.push(`${fault}: ${words(element)}`);
  const shown = (element) => element.checkVisibility() && element.getBoundingClientRect().width > 1;
  const all = (selector) => [...document.querySelectorAll(selector)].filter((one) => shown(one) && !one.closest("#popup"));
  const wide = document.documentElement.clientWidth;

  // Controls: large enough, with a name, none over another. A box to tick is as large as its label.
  const controls = all("button, a, input, select, summary, label.choice").filter(
    (control) => !control.matches(".nicegui-skip-link, label.choice input"),
  );
  const boxes = controls.map((control) => [control, control.getBoundingClientRect()]);
  for (const [control, box] of boxes) {
    if (box.height < 44 || box.width < 44) say(`only ${box.width.toFixed(0)} x ${box.height.toFixed(0)} px`, control);
    const named = control.ariaLabel || control.labels?.length || control.textContent.trim();
    if (!named) say("a control without a name", control);
  }
  boxes.forEach(([one, a], number) =>
    boxes.slice(number + 1).forEach(([other, b]) => {
      if (one.contains(other) || other.contains(one) || one.closest(".dialog") !== other.closest(".dialog")) return;
      const over = Math.min(a.right, b.right) - Math.max(a.left, b.left);
      const under = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
      // A link in a line of text is made taller than its line.
      if (over > 1 && under > 12) say(`lies ${over.toFixed(0)} x ${under.toFixed(0)} px over "${words(other)}"`, one);
    }),
  );

  // Nothing sticks out or is cut off.
  if (document.documentElement.scrollWidth > wide) faults.push("the page scrolls sideways");
  for (const element of all(".desk *, .desk-head *, .dialog *")) {
    const box = element.getBoundingClientRect();
    const hidden = element.closest("thead") && getComputedStyle(element.closest("thead")).position === "absolute";
    if (!hidden && (box.right > wide + 1 || box.left < -1)) say("sticks out of the page", element);
    const frame = element.closest(".dialog, .card, tr.booking");
    if (frame && frame !== element && !hidden && box.right > frame.getBoundingClientRect().right + 1) say("sticks out of its frame", element);
    const style = getComputedStyle(element);
    if (style.overflowX === "hidden" && element.scrollWidth > element.clientWidth + 1) say("is cut off", element);
  }

  // Contrast of each text to the nearest ground that is not see-through (WCAG 2.2, 1.4.3).
  const numbers = (color) => color.match(/[\d.]+/g).map(Number);
  const light = ([r, g, b]) =>
    [r, g, b]
      .map((part) => part / 255)
      .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4))
      .reduce((sum, part, place) => sum + part * [0.2126, 0.7152, 0.0722][place], 0);
  const ground = (element) => {
    for (let at = element; at; at = at.parentElement) {
      const color = numbers(getComputedStyle(at).backgroundColor);
      if (color.length < 4 || color[3] === 1) return color;
    }
    return [255, 255, 255];
  };
  for (const element of all("body *")) {
    const says = [...element.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim());
    if (!says || element.closest("#too_long_message_popup, script, style")) continue;
    const [one, other] = [light(numbers(getComputedStyle(element).color)), light(ground(element))];
    const contrast = (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);
    if (contrast < 4.5) say(`contrast ${contrast.toFixed(2)}`, element);
  }

  // For who does not see it: one language, one first heading, no step left out, one page marked as the one we are on.
  if (document.documentElement.lang !== "de") faults.push(`the language is "${document.documentElement.lang}"`);
  const levels = all("main :is(h1, h2, h3, h4)").map((heading) => Number(heading.tagName[1]));
  if (levels.filter((level) => level === 1).length !== 1) faults.push("not exactly one h1");
  levels.forEach((level, place) => {
    if (level > (levels[place - 1] ?? 0) + 1) faults.push(`h${level} after h${levels[place - 1] ?? 0}`);
  });
  for (const navigation of all(".desk-head nav"))
    if (navigation.querySelectorAll("[aria-current]").length !== 1) faults.push("no page is marked as the one we are on");
  const ids = [...document.querySelectorAll("[id]")].map((element) => element.id);
  ids.filter((id, place) => ids.indexOf(id) !== place).forEach((id) => faults.push(`the id ${id} twice`));
  return [...new Set(faults)];
}
