// Measures what is on the kiosk's screen, or only in *asked* (a selector), and returns a list of faults, empty if all is well.
(asked) => {
  const where = asked ?? ".screen, .shop";
  const frames = [...document.querySelectorAll(where)];
  const wide = innerWidth >= 700;
  const worn = (look) => document.documentElement.classList.contains(look);
  const ratio = worn("contrast") ? 15 : 7;
  // A tablet: assets/css/kiosk-tablet.css says why its targets have 10 mm, 59 px on one of 10 inches and 1280 px.
  const short = Math.min(innerWidth, innerHeight);
  const tablet = wide && short < 1000 && Math.max(innerWidth, innerHeight) / short < 1.7;
  const scale = tablet ? short / 1080 : 1;
  const limits = wide ? { target: tablet ? 59 : 66, gap: 12 * scale, text: 26 * scale, body: (worn("large") ? 42 : 30) * scale, contrast: ratio } : { target: 48, gap: 8, text: 16, body: 18, contrast: ratio };
  const faults = [];
  const say = (what, element) => faults.push(`${what}: ${(element.getAttribute("aria-label") ?? element.textContent).trim().replace(/\s+/g, " ").slice(0, 40)}`);
  const seen = (element) => {
    const box = element.getBoundingClientRect();
    return box.width > 1 && box.height > 1 && !element.closest(".unseen") && getComputedStyle(element).visibility === "visible";
  };
  const rgba = (text) => {
    const [r, g, b, a = 1] = text.match(/[\d.]+/g).map(Number);
    return { r, g, b, a };
  };
  const over = (top, below) => ({ r: top.r * top.a + below.r * (1 - top.a), g: top.g * top.a + below.g * (1 - top.a), b: top.b * top.a + below.b * (1 - top.a), a: 1 });
  const grounds = new Map([[null, { r: 255, g: 255, b: 255, a: 1 }]]);
  const ground = (element) => {
    if (!grounds.has(element)) {
      const colour = rgba(getComputedStyle(element).backgroundColor);
      grounds.set(element, colour.a === 1 ? colour : over(colour, ground(element.parentElement)));
    }
    return grounds.get(element);
  };
  const light = ({ r, g, b }) => {
    const part = (value) => (value / 255 <= 0.04045 ? value / 255 / 12.92 : ((value / 255 + 0.055) / 1.055) ** 2.4);
    return 0.2126 * part(r) + 0.7152 * part(g) + 0.0722 * part(b);
  };
  const contrast = (one, other) => {
    const [dark, bright] = [light(one), light(other)].sort((a, b) => a - b);
    return (bright + 0.05) / (dark + 0.05);
  };

  // Where the row of buttons begins, which lies over what is too long.
  const beginning = (element) => (element.closest(".screen").querySelector(".bar") ?? element.closest(".screen").querySelector(".aids")).getBoundingClientRect().top + 1;

  const texts = frames.flatMap((frame) => [frame, ...frame.querySelectorAll("*")]).filter(
    (element) => seen(element) && !element.closest("svg") && [...element.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.data.trim()),
  );
  for (const element of texts) {
    const style = getComputedStyle(element);
    const size = parseFloat(style.fontSize) * (element.currentCSSZoom ?? 1);
    const least = tablet && element.closest(".shop") ? 16 : limits.text; // read from arm's length, not from across the street
    if (size < least - 0.05) say(`text of ${size} px`, element);
    const below = ground(element);
    const ratio = contrast(over(rgba(style.color), below), below);
    if (ratio < limits.contrast) say(`contrast of ${ratio.toFixed(1)}`, element);
    const range = document.createRange();
    range.selectNodeContents(element);
    const words = range.getBoundingClientRect();
    const frame = element.closest(where).getBoundingClientRect();
    if (words.right > frame.right + 1 || words.left < frame.left - 1) say("runs out at the side", element);
    if (wide && (words.bottom > frame.bottom + 1 || words.top < frame.top - 1)) say("runs out below", element);
    if (wide && element.closest(".screen .body") && !element.closest(".corner") && words.bottom > beginning(element)) say("lies under the bar", element);
    const control = element.closest("button, .row");
    if (control) {
      const box = control.getBoundingClientRect();
      if (words.right > box.right + 1 || words.bottom > box.bottom + 2 || words.top < box.top - 2) say("does not fit its control", element);
    }
  }
  const words = texts.flatMap((element) => {
    const range = document.createRange();
    range.selectNodeContents(element);
    return [...range.getClientRects()].map((box) => [element, box]);
  });
  words.forEach(([one, a], number) =>
    words.slice(number + 1).forEach(([other, b]) => {
      const across = Math.min(a.right, b.right) - Math.max(a.left, b.left);
      const down = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
      if (across <= 2 || down <= 0.5 * Math.min(a.height, b.height)) return;
      // In the sticky bar of a phone, what scrolls under it may lie behind it.
      if (one.contains(other) || other.contains(one) || (!wide && Boolean(one.closest(".bar, .aids")) !== Boolean(other.closest(".bar, .aids")))) return;
      say(`lies over "${other.textContent.trim().slice(0, 20)}"`, one);
    }),
  );
  if (parseFloat(getComputedStyle(document.body).fontSize) < limits.body - 0.05) faults.push("the body text is too small");
  if (document.documentElement.scrollWidth > innerWidth) faults.push("the page is wider than the screen");

  const controls = frames.flatMap((frame) => [...frame.querySelectorAll("button")]).filter(seen);
  const bar = (document.querySelector(".screen .bar") ?? document.querySelector(".screen .aids")).getBoundingClientRect();
  const fixed = (control) => control.closest(".bar, .aids, .corner"); // what stands at the same place on every screen
  const boxes = controls.map((control) => [control, control.getBoundingClientRect()]);
  for (const [control, box] of boxes) {
    if (Math.min(box.width, box.height) < limits.target - 0.1) say(`target of ${Math.round(box.width)} x ${Math.round(box.height)} px`, control);
    if (control.classList.contains("key") && wide && Math.min(box.width, box.height) < 110 * scale - 0.5) say("key under 110 px", control);
    if (control.classList.contains("tile") && wide && (box.width < 480 * scale - 0.5 || box.height < 240 * scale - 0.5)) say("tile under 480 x 240 px", control);
    if (wide && control.closest(".screen") && !fixed(control) && box.bottom > bar.top + 1) say("lies under the bar", control);
    const panel = document.querySelector(".panel, .kept-panel").getBoundingClientRect();
    if (wide && (box.left < panel.left || box.right > panel.right || box.top < panel.top || box.bottom > panel.bottom)) say("outside the panel", control);
    const style = getComputedStyle(control);
    const edge = parseFloat(style.borderTopWidth) > 0 && rgba(style.borderTopColor);
    const named = control.getAttribute("aria-current") || control.getAttribute("aria-disabled") || control.classList.contains("tile");
    if (!named && edge && edge.a > 0 && contrast(edge, ground(control.parentElement)) < 3) say("edge under 3:1", control);
  }
  boxes.forEach(([one, a], number) =>
    boxes.slice(number + 1).forEach(([other, b]) => {
      const gap = Math.max(a.left - b.right, b.left - a.right, a.top - b.bottom, b.top - a.bottom);
      // In the sticky bar of a phone, what scrolls under it is no neighbour.
      if (gap >= limits.gap - 0.5 || (!wide && Boolean(fixed(one)) !== Boolean(fixed(other)))) return;
      say(`only ${gap.toFixed(1)} px between it and "${other.textContent.trim().slice(0, 20)}"`, one);
    }),
  );

  const first = document.querySelector(".shop:is(.shop-week, .shop-time, .shop-facts, .shop-room, .shop-mine) h2");
  if (wide && !tablet && first && parseFloat(getComputedStyle(first).fontSize) < 72) say("the window begins under 72 px", first);

  if (document.querySelectorAll("h1").length !== 1) faults.push("not exactly one h1");
  const { lang, dir } = document.querySelector(".screen");
  if (document.documentElement.lang !== lang) faults.push(`the page is in "${document.documentElement.lang}", its panel in "${lang}"`);
  if (document.documentElement.dir !== dir) faults.push(`the page does not run "${dir}"`);
  document.querySelectorAll(".screen svg:not(.qr), .shop svg").forEach((drawing) => {
    if (drawing.getAttribute("aria-hidden") !== "true") faults.push("a pictogram that is read aloud");
  });
  return [...new Set(faults)];
}
