// The kept programme moves on by itself: what is over disappears, the next day comes; it speaks every language and is
// read large or with strong contrast, without a server. Used on its own page, which waits for the server, and by
// kiosk-line.js over the living page.
(() => {
  "use strict";
  const TABS = 7;
  const FIRST = "de";
  const USUAL = 90_000; // ms without a touch after which it is as the next visitor expects it
  const UNHURRIED = 180_000; // for whoever reads otherwise than most
  const LOOKS = ["large", "contrast"];
  const html = document.documentElement;

  // Show in *root* what is on by *now*, a function that returns milliseconds. Returns the way to look again.
  function show(root, now) {
    const $ = (selector, from = root) => from.querySelector(selector);
    const $$ = (selector, from = root) => [...from.querySelectorAll(selector)];
    const spoken = JSON.parse($("[data-spoken]").textContent);
    const zone = root.dataset.zone;
    const format = (locale, options) => new Intl.DateTimeFormat(locale, { ...options, timeZone: zone });
    const clock = format("de-DE", { hour: "2-digit", minute: "2-digit", hour12: false });
    const hours = format("en-GB", { hour: "2-digit", hour12: false });
    const isoDay = format("en-CA", { year: "numeric", month: "2-digit", day: "2-digit" });
    const stand = Date.parse(root.dataset.at);
    const lines = $$("[data-starts]").map((item) => ({
      item,
      title: $("[data-title]", item).textContent,
      starts: Date.parse(item.dataset.starts),
      ends: Date.parse(item.dataset.ends),
      cancelled: "cancelled" in item.dataset,
      hidden: "hidden" in item.dataset,
    }));
    let language = Object.keys(spoken).find((code) => spoken[code].tag === html.lang) ?? FIRST; // that of the visit
    let view = "programme";
    let chosen = null; // day
    let touchedAt = performance.now();
    let drawn = "";

    // Words

    const said = (name, values = {}) =>
      Object.entries(values).reduce((text, [place, value]) => text.replace(`{${place}}`, value), spoken[language].words[name]);
    function speak(code) {
      language = code;
      const { tag, dir, titles, days } = spoken[code];
      for (const one of [html, $(".screen")]) Object.assign(one, { lang: tag, dir });
      $$("[data-word]").forEach((one) => (one.textContent = said(one.dataset.word)));
      $$("[data-label]").forEach((one) => one.setAttribute("aria-label", said(one.dataset.label)));
      $$("[data-till]").forEach((one) => (one.textContent = said("till", { time: one.dataset.till })));
      $$("[data-show], [data-of]").forEach((one) => one.setAttribute("aria-label", days[one.dataset.show ?? one.dataset.of][0]));
      for (const { item, title } of lines) {
        const [words, lang] = titles[item.dataset.number] ?? [title, FIRST];
        Object.assign($("[data-title]", item), { textContent: words, lang });
      }
      $$("[data-speak]").forEach((one) => one.setAttribute("aria-pressed", one.dataset.speak === code));
    }
    function wear(look, on) {
      html.classList.toggle(look, on);
      $(`[data-wear=${look}]`).setAttribute("aria-pressed", on);
    }
    const isUsual = () => language === FIRST && !LOOKS.some((look) => html.classList.contains(look));
    function open(name) {
      view = name;
      $$("[data-view]").forEach((one) => (one.hidden = one.dataset.view !== view));
      $$("[data-view-of]").forEach((one) => one.setAttribute("aria-pressed", one.dataset.viewOf === view));
    }
    // As the next visitor expects it.
    function begin() {
      chosen = null;
      LOOKS.forEach((look) => wear(look, false));
      speak(FIRST);
      open("programme");
      $$("[data-pages]").forEach((list) => delete list.dataset.page);
    }

    // The window

    function fill(place, found, values) {
      const item = $("template", place).content.cloneNode(true);
      for (const name of ["title", "room", "time"]) {
        const [target, source] = [$(`[data-${name}]`, item), $(`[data-${name}]`, found.item)];
        if (target && source) Object.assign(target, { textContent: source.textContent, lang: source.lang });
      }
      for (const [name, text] of Object.entries(values)) $(`[data-${name}]`, item).textContent = text;
      return item;
    }
    function dayWord(found, time) {
      const day = found.item.closest("[data-of]").dataset.of;
      const today = isoDay.format(time);
      const tomorrow = new Date(Date.parse(`${today}T12:00Z`) + 86_400_000).toISOString().slice(0, 10);
      return { [today]: said("today"), [tomorrow]: said("tomorrow") }[day] ?? spoken[language].days[day][1];
    }
    function longDay(time) {
      const known = spoken[language].days[isoDay.format(time)];
      return known ? known[0] : format(spoken[language].locale, { weekday: "long", day: "numeric", month: "long" }).format(time);
    }
    // Titles are as long as people make them: where they do not fit, the styles of the next level do.
    function fit() {
      const shop = $("[data-fit]");
      const inner = $(shop.dataset.fit);
      delete shop.dataset.level;
      for (let level = 1; level <= 5 && inner.scrollHeight > inner.clientHeight + 6; level += 1) shop.dataset.level = level;
    }
    function drawWindow(running, coming, time) {
      const place = $("[data-now]");
      const next = $("[data-next]");
      place.hidden = !running.length;
      const until = ({ ends }) => ({ until: said("until", { time: clock.format(ends) }) });
      $("ul", place).replaceChildren(...running.map((found) => fill(place, found, until(found))));
      $("ol", next).replaceChildren(...coming.map((found) => fill(next, found, { day: dayWord(found, time) })));
      $("[data-nothing]", next).hidden = coming.length > 0;
      fit();
    }

    // The panel

    function drawDays(time, today) {
      const ahead = $$("[data-show]").filter((tab) => tab.dataset.show >= today);
      if (!ahead.some((tab) => tab.dataset.show === chosen)) chosen = ahead[0]?.dataset.show ?? null;
      $$("[data-show]").forEach((tab) => {
        const day = tab.dataset.show;
        tab.hidden = !ahead.slice(0, TABS).includes(tab);
        tab.setAttribute("aria-pressed", day === chosen);
        $("strong", tab).textContent = day === today ? said("Today") : spoken[language].days[day][2];
      });
      for (const { item, starts, ends, cancelled } of lines) {
        item.hidden = ends <= time;
        if (!cancelled) $("[data-running]", item).hidden = !(starts <= time && time < ends);
      }
      $$("[data-of]").forEach((list) => (list.hidden = list.dataset.of !== chosen));
      const isEmpty = chosen !== null && !$(`[data-of="${chosen}"] > li:not([hidden])`);
      $(".kept-list > [data-nothing]").hidden = !isEmpty;
      $("[data-too-old]").hidden = chosen !== null;
      $$(".kept-list").filter((one) => one.clientHeight).forEach(drawPage);
    }
    // As many lines as fit stand on a page; a phone scrolls.
    function drawPage(place) {
      const list = $("[data-pages]:not([hidden])", place);
      const pager = $(".pager", place);
      const items = list ? [...list.children].filter((item) => !item.hidden) : [];
      const pages = [[]];
      items.forEach((item) => item.classList.remove("elsewhere"));
      pager.hidden = !list || list.scrollHeight <= list.clientHeight + 6;
      if (pager.hidden) return;
      for (const item of items) {
        const first = pages.at(-1)[0] ?? item;
        if (item.offsetTop + item.offsetHeight - first.offsetTop > list.clientHeight + 2) pages.push([]);
        pages.at(-1).push(item);
      }
      const page = Math.min(Number(list.dataset.page ?? 0), pages.length - 1);
      list.dataset.page = page;
      items.forEach((item) => item.classList.toggle("elsewhere", !pages[page].includes(item)));
      $$("[data-turn]", pager).forEach((button) => {
        const leads = pages[page + Number(button.dataset.turn)] !== undefined;
        if (leads) button.removeAttribute("aria-disabled");
        else button.setAttribute("aria-disabled", "true");
      });
    }

    function draw() {
      const limit = isUsual() ? USUAL : UNHURRIED;
      if (performance.now() - touchedAt > limit) {
        touchedAt = performance.now();
        begin();
        drawn = "";
      }
      // A machine whose battery is empty wakes up in another year: then it shows no time rather than a wrong one.
      const isKnown = now() >= stand - 120_000;
      const time = Math.max(now(), stand);
      const today = isoDay.format(time);
      const hour = Number(hours.format(time)) % 24;
      html.classList.toggle("night", isKnown && (hour >= 21 || hour < 6));
      $("[data-kept-clock]").textContent = isKnown ? clock.format(time) : "";
      $("[data-date]").textContent = isKnown ? longDay(time) : "";
      const running = lines.filter(({ starts, ends, cancelled, hidden }) => starts <= time && time < ends && !cancelled && !hidden);
      const coming = lines.filter(({ starts, cancelled, hidden }) => starts > time && !cancelled && !hidden).slice(0, 3);
      const signs = [today, chosen, lines.filter(({ ends }) => ends <= time).length, ...[...running, ...coming].map(({ item }) => item.dataset.number)];
      if (signs.join() === drawn) return;
      const [since, standDay] = [clock.format(stand), isoDay.format(stand)];
      const day = spoken[language].days[standDay]?.[1];
      $("[data-stand]").textContent = standDay === today || !day ? since : said("moment", { day, time: since });
      drawWindow(running, coming, time);
      drawDays(time, today);
      drawn = [today, chosen, ...signs.slice(2)].join();
    }
    draw.again = () => {
      drawn = "";
      draw();
    };

    const taps = {
      show: (day) => (chosen = day),
      turn(step, button) {
        if (button.hasAttribute("aria-disabled")) return;
        const list = $("[data-pages]:not([hidden])", button.closest(".kept-list"));
        list.dataset.page = Number(list.dataset.page ?? 0) + Number(step);
      },
      viewOf: (name) => open(name === view && name === "language" ? "programme" : name),
      speak(code) {
        speak(code);
        open("programme");
      },
      wear: (look) => wear(look, !html.classList.contains(look)),
      end: begin,
    };
    root.addEventListener("click", ({ target }) => {
      const button = target.closest("button");
      if (!button) return;
      touchedAt = performance.now();
      for (const [name, value] of Object.entries(button.dataset)) taps[name]?.(value, button);
      draw.again();
    });
    speak(language);
    LOOKS.forEach((look) => wear(look, html.classList.contains(look)));
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
