// What is stored: the parts of it that are known, and flash in hexadecimal. Made anew only where something was written.

class StoragePanel extends Panel {
  constructor(trace) {
    super("Storage");
    this.trace = trace;
    this.hasWork = trace.events.some((event) => event.kind === "flash");
    this.hex = new HexDump(trace.place);
    this.verdict = element("p");
    this.wholes = new Map();
  }

  show(past, index, device) {
    const here = past.at(index).get(device);
    const from = past.burst(index);
    const changed = past.changed(from, index, device);
    const { kind, fields } = this.trace.events[index];
    const shown = [device, here?.works, changed.size ? from : "", kind === "load" ? fields.verdict : ""].join(" ");
    if (shown === this.shown) return;
    this.shown = shown;
    if (!here?.flash.sectors.size) {
      const why = this.hasWork ? "Flash is blank." : "This trace holds no flash work: only a close-up does.";
      this.fill(element("p", "muted", why), ...(here ? recordParts(this.trace, past, index, device, here) : []));
      return;
    }
    const parts = partsOf(here.stored);
    this.hex.show(here.flash, changed.size ? changed : wrongPlaces(parts), parts);
    const compared = recordParts(this.trace, past, index, device, here);
    this.fill(...this.record(here.stored), ...compared, ...this.tables(parts, partsOf(here.before), changed), this.hex.box);
    if (this.hex.news) frames.settle(() => centre(this.hex.box, this.hex.news));
  }

  record(stored) {
    if (!stored) return [];
    this.verdict.className = `what ${stored.verdict === "valid" ? "good" : "warn"}`;
    setText(this.verdict, `record: ${stored.verdict}`);
    return [this.verdict];
  }

  // What the parts belong to, such as NVS, with a table each.
  tables(parts, before, changed) {
    return [...new Set(parts.map((part) => part.whole))].map((whole) => {
      if (!this.wholes.has(whole)) this.wholes.set(whole, new Whole(whole));
      return this.wholes.get(whole).show(parts.filter((part) => part.whole === whole), before, changed);
    });
  }
}

class Whole {
  constructor(name) {
    this.name = name;
    this.box = element("details", "whole");
    this.summary = element("summary");
    const table = headedTable("parts", ["address", "what", "holds", "expected"]);
    this.rows = new Keyed(table.tBodies[0]);
    this.box.append(this.summary, table);
  }

  show(parts, before, changed) {
    const places = [...changed];
    const isNew = (part) => places.some((place) => isWithin(place, part));
    // The log of a file system is long; what has just changed in it is news.
    this.box.open = this.name !== "NVS" || parts.some(isNew);
    setText(this.summary, `${this.name}: ${plural(parts.length, "part")}`);
    const held = new Map(before.map((part) => [`${part.address} ${part.name}`, part.found]));
    this.rows.show(parts.map((part) => {
      const shown = { part, old: held.get(`${part.address} ${part.name}`), isNew: isNew(part) };
      return [asJson(shown), shown];
    }), partRow);
    return this.box;
  }
}

const WRONG_MOST = 64;

// The addresses of what is not as it ought to be.
const wrongPlaces = (parts) => new Set(parts.filter(({ expected }) => expected).flatMap(({ address, length }) =>
  Array.from({ length: Math.min(length, WRONG_MOST) || 0 }, (_, at) => address + at)));

const isWithin = (place, part) => place >= part.address && place < part.address + part.length;

const partRow = ({ part, old, isNew }) => {
  const row = element("tr", part.expected ? "bad" : "");
  row.append(element("td", "mono", hexText(part.address)), element("td", "", part.name));
  const holds = element("td", isNew ? "changed" : "", part.found || "–");
  if (isNew && old !== undefined && old !== part.found) holds.append(element("small", "muted", ` was ${old || "empty"}`));
  if (part.note) holds.append(element("small", "muted", ` ${part.note}`));
  row.append(holds, element("td", "", part.expected));
  return row;
};

const ROW_BYTES = 16;

// Rows of sixteen bytes, of which those are kept that stay as they are; blank ones are counted, not shown.
class HexDump {
  constructor(place) {
    this.news = null;
    this.box = element("div", "hex");
    this.box.tabIndex = 0;
    this.box.setAttribute("role", "region");
    this.box.setAttribute("aria-label", `Flash in hexadecimal; bytes that changed, or are wrong, are underlined${place}`);
    this.rows = new Keyed(this.box);
  }

  // `news` is the first row then of which bytes are marked: those that changed, or where none has, that are wrong.
  show(flash, changed, parts) {
    const lines = [];
    let first = null;
    for (const index of [...flash.sectors.keys()].sort((a, b) => a - b)) {
      const names = namesBy(index * SECTOR, parts);
      let blank = 0;
      const tell = (row) => {
        if (blank) lines.push([`blank ${row} ${blank}`, { blank }]);
        blank = 0;
      };
      for (let row = index * SECTOR; row < (index + 1) * SECTOR; row += ROW_BYTES) {
        const marks = changedIn(row, changed);
        if (!marks && flash.isBlank(row, ROW_BYTES)) {
          blank += 1;
          continue;
        }
        tell(row);
        const shown = { row, bytes: Array.from({ length: ROW_BYTES }, (_, at) => flash.digits(row + at)), marks, names: [...names.get(row) ?? []].join(", ") };
        const says = `${row} ${shown.bytes.join("")} ${marks} ${shown.names}`;
        lines.push([says, shown]);
        if (marks) first ??= says;
      }
      tell((index + 1) * SECTOR);
    }
    this.rows.show(lines, hexLine);
    this.news = this.rows.made.get(first) ?? null;
  }
}

// Which bytes of a row have changed, as bits.
const changedIn = (row, changed) => {
  let marks = 0;
  if (changed.size) for (let at = 0; at < ROW_BYTES; at += 1) if (changed.has(row + at)) marks |= 1 << at;
  return marks;
};

// The names of the parts that lie in each row of the sector which begins there.
const namesBy = (begin, parts) => {
  const names = new Map();
  for (const { address, length, name } of parts) {
    const end = Math.min(address + length, begin + SECTOR);
    for (let row = Math.floor(Math.max(address, begin) / ROW_BYTES) * ROW_BYTES; row < end; row += ROW_BYTES) {
      if (!names.has(row)) names.set(row, new Set());
      names.get(row).add(name);
    }
  }
  return names;
};

const hexLine = (shown) =>
  (shown.blank ? element("div", "blank", `… ${(shown.blank * ROW_BYTES).toLocaleString("en")} bytes blank …`) : hexRow(shown));

const hexRow = ({ row, bytes, marks, names }) => {
  const line = element("div", "row");
  const gaps = bytes.map((_, at) => (at === ROW_BYTES - 1 ? "" : at % 4 === 3 ? "  " : " "));
  const isChanged = (at) => Boolean(marks & (1 << at));
  line.append(
    element("span", "address", hexText(row, 6)), inRuns("bytes", bytes.map((byte, at) => [byte, gaps[at]]), isChanged),
    inRuns("chars", bytes.map((byte) => [charOf(byte), ""]), isChanged),
    element("span", "names", names));
  return line;
};

const charOf = (byte) => {
  const code = parseInt(byte, 16);
  return byte === ".." ? "·" : code > 0x20 && code < 0x7f ? String.fromCharCode(code) : ".";
};

// Texts side by side, an element only where they are changed: thousands of rows are made with each key.
const inRuns = (name, texts, isChanged) => {
  const box = element("span", name);
  let plain = "";
  texts.forEach(([text, gap], at) => {
    if (!isChanged(at)) {
      plain += text + gap;
      return;
    }
    box.append(plain, element("b", "", text));
    plain = gap;
  });
  box.append(plain);
  return box;
};
