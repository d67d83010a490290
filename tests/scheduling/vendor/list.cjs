// Lists what Thunderbird's calendar engine (ical.js) reads in a file: node list.cjs FILE FROM TO, the two as YYYY-MM-DD.
const ICAL = require("./ical.min.cjs");
const [file, from, to] = process.argv.slice(2);
const calendar = new ICAL.Component(ICAL.parse(require("fs").readFileSync(file, "utf8")));
for (const zone of calendar.getAllSubcomponents("vtimezone")) ICAL.TimezoneService.register(zone);
const all = calendar.getAllSubcomponents("vevent").map((one) => new ICAL.Event(one));
const masters = all.filter((one) => !one.isRecurrenceException());
for (const one of masters) for (const other of all) if (other.isRecurrenceException() && other.uid === one.uid) one.relateException(other);
const lines = [];
const begins = (time) => (time.isDate ? time.toString() : new Date(time.toUnixTime() * 1000).toISOString());
const add = (item, starts) => {
  const status = item.component.getFirstPropertyValue("status");
  if (starts >= from && starts < to) lines.push([starts, item.summary, status, item.sequence].join("|"));
};
for (const one of masters) {
  if (!one.isRecurring()) { add(one, begins(one.startDate)); continue; }
  const walk = one.iterator();
  for (let next = walk.next(); next; next = walk.next()) {
    const found = one.getOccurrenceDetails(next);
    add(found.item, begins(found.startDate));
  }
}
console.log(lines.sort().join("\n"));
