// The kept programme moves on by itself: what is over disappears, the next day comes. Used on its own page,
// which waits for the server, and by kiosk-line.js over the living page.
(() => {
  "use strict";
  const TABS = 7;

  // Show in *root* what is on by *now*, a function that returns milliseconds. Returns the way to look again.
  function show(root, now) {
    const $ = (selector, from = root) => from.querySelector(selector);
    const $$ = (selector, from = root) => [...from.querySelectorAll(selector)];
    const zone = root.dataset.zone;
    const format = (locale, options) => new Intl.DateTimeFormat(locale, { ...options, timeZone: zone });
    const clock = format("de-DE", { hour: "2-digit", minute: "2-digit", hour12: false });
    const longDay = format("de-DE", { weekday: "long", day: "numeric", month: "long" });
    const isoDay = format("en-CA", { year: "numeric", month: "2-digit", day: "2-digit" });
    const stand = Date.parse(root.dataset.at);
    const lines = $$("[data-starts]").map((item) => ({
      item,
      starts: Date.parse(item.dataset.starts),
      ends: Date.parse(item.dataset.ends),
      cancelled: "cancelled" in item.dataset,
      hidden: "hidden" in item.dataset,
    }));
    let chosen = null;
    let drawn = "";

    function fill(place, found, values) {
      const item = $("template", place).content.cloneNode(true);
      for (const name of ["title", "room", "time", "until"]) {
        const target = $(`[data-${name}]`, item);
        if (target) target.textContent = $(`[data-${name}]`, found.item)?.textContent ?? "";
      }
      for (const [name, text] of Object.entries(values)) $(`[data-${name}]`, item).textContent = text;
      return item;
    }
    function dayWord(found, time) {
      const { of, short } = found.item.closest("[data-of]").dataset;
      const today = isoDay.format(time);
      const tomorrow = new Date(Date.parse(`${today}T12:00Z`) + 86_400_000).toISOString().slice(0, 10);
      return { [today]: root.dataset.today, [tomorrow]: root.dataset.tomorrow }[of] ?? short;
    }
    // Titles are as long as people make them: where they do not fit, the styles of the next level do.
    function fit() {
      const shop = $("[data-fit]");
      const inner = $(shop.dataset.fit);
      delete shop.dataset.level;
      for (let level = 1; level <= 5 && inner.scrollHeight > inner.clientHeight + 6; level += 1) shop.dataset.level = level;
    }
    function drawWindow(running, coming, time) {
      const now = $("[data-now]");
      const next = $("[data-next]");
      now.hidden = !running.length;
      $("ul", now).replaceChildren(...running.map((found) => fill(now, found, {})));
      $("ol", next).replaceChildren(...coming.map((found) => fill(next, found, { day: dayWord(found, time) })));
      $("[data-nothing]", next).hidden = coming.length > 0;
      fit();
    }
    function drawDays(time, today) {
      const ahead = $$("[data-show]").filter((tab) => tab.dataset.show >= today);
      if (!ahead.some((tab) => tab.dataset.show === chosen)) chosen = ahead[0]?.dataset.show ?? null;
      $$("[data-show]").forEach((tab) => {
        tab.hidden = !ahead.slice(0, TABS).includes(tab);
        tab.setAttribute("aria-pressed", tab.dataset.show === chosen);
        const word = $("strong", tab);
        word.textContent = tab.dataset.show === today ? word.dataset.today : word.dataset.weekday;
      });
      for (const { item, starts, ends, cancelled } of lines) {
        item.hidden = ends <= time;
        if (!cancelled) $("[data-running]", item).hidden = !(starts <= time && time < ends);
      }
      $$("[data-of]").forEach((list) => (list.hidden = list.dataset.of !== chosen));
      const isEmpty = chosen !== null && !$(`[data-of="${chosen}"] > li:not([hidden])`);
      $(".kept-list > [data-nothing]").hidden = !isEmpty;
      $("[data-too-old]").hidden = chosen !== null;
      showPager();
    }
    function showPager() {
      const list = $("[data-of]:not([hidden])");
      $(".pager").hidden = !list || list.scrollHeight <= list.clientHeight + 6;
    }
    function draw() {
      // A machine whose battery is empty wakes up in another year: then it shows no time rather than a wrong one.
      const isKnown = now() >= stand - 120_000;
      const time = Math.max(now(), stand);
      const today = isoDay.format(time);
      $("[data-kept-clock]").textContent = isKnown ? clock.format(time) : "";
      $("[data-date]").textContent = isKnown ? longDay.format(time) : "";
      const running = lines.filter(({ starts, ends, cancelled, hidden }) => starts <= time && time < ends && !cancelled && !hidden);
      const coming = lines.filter(({ starts, cancelled, hidden }) => starts > time && !cancelled && !hidden).slice(0, 3);
      const signs = [today, chosen, lines.filter(({ ends }) => ends <= time).length, ...[...running, ...coming].map(({ item }) => lines.findIndex((one) => one.item === item))];
      if (signs.join() === drawn) return;
      const mark = $("[data-stand]");
      if (isoDay.format(stand) !== today) mark.textContent = mark.dataset.long;
      drawWindow(running, coming, time);
      drawDays(time, today);
      drawn = [today, chosen, ...signs.slice(2)].join();
    }
    root.addEventListener("click", ({ target }) => {
      const button = target.closest("button");
      if (!button) return;
      if (button.dataset.show) chosen = button.dataset.show;
      if (button.dataset.scroll) {
        const list = $("[data-of]:not([hidden])");
        list.scrollBy({ top: Number(button.dataset.scroll) * list.clientHeight * 0.8 });
      }
      if (button.dataset.viewOf) {
        $$("[data-view]").forEach((view) => (view.hidden = view.dataset.view !== button.dataset.viewOf));
        $$("[data-view-of]").forEach((other) => other.setAttribute("aria-pressed", other === button));
      }
      draw.again();
    });
    draw.again = () => {
      drawn = "";
      draw();
    };
    draw();
    return draw;
  }
  window.showKeptProgramme = show;

  // Alone: the server did not answer when the page was opened. It is asked again and again, never by all at once.
  const alone = document.querySelector("body > [data-kept]");
  if (!alone) return;
  const draw = show(alone, () => Date.now() + Number(alone.dataset.ahead));
  window.setInterval(draw, 500);
  document.fonts.ready.then(draw.again);
  window.addEventListener("resize", draw.again);
  async function lookForServer() {
    try {
      const answer = await fetch("/kiosk/ping", { cache: "no-store", signal: AbortSignal.timeout(4000) });
      if (answer.status === 204) window.location.replace("/kiosk");
    } catch {
      // still away
    }
    window.setTimeout(lookForServer, 4000 + 2000 * Math.random());
  }
  window.setTimeout(lookForServer, 1000 + 4000 * Math.random());
  for (const type of ["contextmenu", "selectstart", "dragstart"]) document.addEventListener(type, (event) => event.preventDefault());
})();
