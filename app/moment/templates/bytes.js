// Bytes beside what they were: those of one operation of flash, and those of a record that is no longer valid.

const PAIR_BYTES = 8;
const PAIR_ROWS_MOST = 16;

// Two runs of digits of one length side by side, an arrow between them; what differs is marked on both sides.
const bytePair = (old, now) => {
  const isOther = (at) => old[at] !== now[at];
  const runs = (name, bytes) => inRuns(name, bytes.map((byte, at) => [byte, at < bytes.length - 1 ? " " : ""]), isOther);
  return [runs("old", old), element("span", "arrow", " → "), runs("new", now)];
};

const bytesIn = (digits, from, count) =>
  Array.from({ length: count }, (_, at) => digits.slice(2 * (from + at), 2 * (from + at) + 2));

const scrolledBox = (classes, label) => {
  const box = element("div", classes);
  box.tabIndex = 0;
  box.setAttribute("role", "region");
  box.setAttribute("aria-label", label);
  return box;
};

// The bytes of an operation, `old` as `Past.olds` has them; of an erase those that were not blank.
const changedBytes = (fields, old, place) => {
  const box = scrolledBox("pairs", `Bytes of this operation, old and new${place}`);
  const isErase = fields.operation === "erase";
  const length = isErase ? SECTOR : old.length / 2;
  const begin = isErase ? Math.floor(fields.address / SECTOR) * SECTOR : fields.address;
  let rows = 0;
  for (let at = 0; at < length; at += PAIR_BYTES) {
    const count = Math.min(PAIR_BYTES, length - at);
    const before = isErase ? digitsOf(old, begin + at, count) : bytesIn(old, at, count);
    const after = isErase ? Array(count).fill("ff") : bytesIn(String(fields.data), at, count);
    if (isErase && before.every((byte) => byte === "ff")) continue;
    rows += 1;
    if (rows > PAIR_ROWS_MOST) continue;
    const line = element("div", "row");
    line.append(element("span", "address", hexText(begin + at, 6)), ...bytePair(before, after));
    box.append(line);
  }
  if (rows > PAIR_ROWS_MOST) box.append(element("div", "blank", `… ${plural(rows - PAIR_ROWS_MOST, "more row")}, all below in Storage …`));
  if (!rows) box.append(element("div", "blank", "It was blank before."));
  return box;
};

// Of a record that is not valid now, each field beside when it was: nothing where it never was, or still is. A driver may
// have written it elsewhere since.
const recordParts = (trace, past, index, device, here) => {
  const event = trace.events[index];
  const isLoad = event.kind === "load" && event.device === device && !("stored" in event.fields);
  const verdict = isLoad ? event.fields.verdict : here.stored?.verdict;
  const valid = past.lastValid(index, device);
  if (!valid || verdict === undefined || verdict === "valid") return [];
  const box = element("details", "whole");
  box.open = true;
  box.append(element("summary", "", `The record is ${verdict}; beside when it was last valid, ${clockText(valid.t_us)}`));
  const table = headedTable("parts beside", ["address", "what", "held then", "bytes then → now"]);
  const parts = partsOf(here.stored);
  const rows = valid.fields.map((field) => besideRow(field, parts, here.flash));
  table.tBodies[0].append(...rows);
  box.append(table);
  if (rows.every((row) => row.className !== "bad")) box.append(element("p", "muted", `Its bytes are as they were: what stands round them does not count them any more. ${workSince(trace, valid, index, device)}`));
  return [box];
};

// A field as it was beside the same one as it is; where the record is not known any more, beside what stands there now.
const besideRow = ({ address, length, whole, name, found, bytes }, parts, flash) => {
  const part = parts.find((each) => each.whole === whole && each.name === name && each.length === length);
  const place = part?.address ?? address;
  const now = digitsOf(flash, place, length);
  const isOther = now.some((byte, at) => byte !== bytes[at]);
  const row = element("tr", isOther ? "bad" : "");
  const cell = element("td", "mono");
  cell.append(...(isOther ? bytePair(bytes, now) : [element("span", "muted", "as they were")]));
  if (part?.expected) cell.append(element("small", "muted", ` expected ${part.expected}`));
  const where = place === address ? hexText(place) : `${hexText(address)} → ${hexText(place)}`;
  row.append(element("td", "mono", where), element("td", "", name), element("td", "", found || "–"), cell);
  return row;
};

const WORK_TOLD = 4;

// What was done in flash since then, the last of it.
const workSince = (trace, valid, index, device) => {
  const work = trace.events.slice(valid.index + 1, index + 1).filter((event) => event.kind === "flash" && event.device === device);
  if (!work.length) return "";
  const told = work.slice(-WORK_TOLD).map((event) => `${eventWords(event)}, ${clockText(event.t_us)}`);
  return `Last done in flash before that: ${told.join("; ")}.`;
};
