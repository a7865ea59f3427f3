// Shows calendars as programs on the web read them: `node in_node.js LIBRARY SINCE UNTIL FILE…`, seconds since 1970.
// Prints one date a line: number of the file, start in seconds, title, with tabs between.
const fs = require("fs");
const [library, since, until, ...files] = process.argv.slice(2);
const day = 86400;

// Thunderbird, FullCalendar
function* icaljs(text) {
  const found = require("ical.js");
  const ICAL = found.default || found;
  const calendar = new ICAL.Component(ICAL.parse(text));
  for (const zone of calendar.getAllSubcomponents("vtimezone")) ICAL.TimezoneService.register(zone);
  for (const component of calendar.getAllSubcomponents("vevent")) {
    const event = new ICAL.Event(component, { strictExceptions: true });
    const starts = event.iterator();
    let start = event.isRecurring() ? starts.next() : event.startDate;
    while (start && start.toUnixTime() < Number(until) + 2 * day) {
      yield [start.toUnixTime(), event.summary];
      start = event.isRecurring() ? starts.next() : null;
    }
  }
}

// MagicMirror, ioBroker, Homebridge
function* nodeical(text) {
  const ical = require("node-ical");
  const window = { from: new Date((Number(since) - 40 * day) * 1000), to: new Date((Number(until) + 40 * day) * 1000) };
  for (const event of Object.values(ical.sync.parseICS(text))) {
    if (event.type !== "VEVENT") continue;
    for (const date of ical.expandRecurringEvent(event, window)) {
      const title = date.summary;
      yield [date.start.getTime() / 1000, title && title.val !== undefined ? title.val : title];
    }
  }
}

const read = { icaljs, nodeical }[library];
files.forEach((file, number) => {
  for (const [start, title] of read(fs.readFileSync(file, "utf8"))) console.log([number, start, title].join("\t"));
});
