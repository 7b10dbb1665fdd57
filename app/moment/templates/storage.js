// What is stored: the parts of it that are known, and flash in hexadecimal. Made anew only where something was written.

class StoragePanel extends Panel {
  constructor(trace) {
    super("Storage");
    this.trace = trace;
    this.hasWork = trace.events.some((event) => event.kind === "flash");
    this.hex = new HexDump(trace.place);
  }

  show(past, index, device) {
    const here = past.at(index).get(device);
    const from = past.burst(index);
    const changed = past.changed(from, index, device);
    const shown = [device, here?.works, changed.size ? from : ""].join(" ");
    if (shown === this.shown) return;
    this.shown = shown;
    if (!here?.flash.sectors.size) {
      const why = this.hasWork ? "Flash is blank." : "This trace holds no flash work: only a close-up does.";
      this.fill(element("p", "muted", why));
      return;
    }
    const parts = partsOf(here.stored);
    const known = here.stored ? [element("p", `what ${here.stored.verdict === "valid" ? "good" : "warn"}`, `record: ${here.stored.verdict}`)] : [];
    this.hex.show(here.flash, changed, parts);
    this.fill(...known, ...wholesOf(parts, partsOf(here.before), changed), this.hex.box);
    if (this.hex.news) frames.settle(() => centre(this.hex.box, this.hex.news));
  }
}

// What the parts belong to, such as NVS, with a table each.
const wholesOf = (parts, before, changed) => [...new Set(parts.map((part) => part.whole))].map((whole) => {
  const these = parts.filter((part) => part.whole === whole);
  const box = element("details", "whole");
  // The log of a file system is long; what has just changed in it is news.
  box.open = whole !== "NVS" || these.some((part) => [...changed].some((place) => isWithin(place, part)));
  box.append(element("summary", "", `${whole}: ${plural(these.length, "part")}`), partTable(these, before, changed));
  return box;
});

const isWithin = (place, part) => place >= part.address && place < part.address + part.length;

const partTable = (parts, before, changed) => {
  const known = new Map(before.map((part) => [`${part.address} ${part.name}`, part.found]));
  const places = [...changed];
  const table = element("table", "parts");
  const head = element("tr");
  for (const title of ["address", "what", "holds", "expected"]) head.append(element("th", "", title));
  table.append(head);
  for (const part of parts) {
    const row = element("tr", part.expected ? "bad" : "");
    const old = known.get(`${part.address} ${part.name}`);
    const isNew = places.some((place) => isWithin(place, part));
    row.append(element("td", "mono", hexText(part.address)), element("td", "", part.name));
    const holds = element("td", isNew ? "changed" : "", part.found || "–");
    if (isNew && old !== undefined && old !== part.found) holds.append(element("small", "muted", ` was ${old || "empty"}`));
    if (part.note) holds.append(element("small", "muted", ` ${part.note}`));
    row.append(holds, element("td", "", part.expected));
    table.append(row);
  }
  return table;
};

const ROW_BYTES = 16;

// Rows of sixteen bytes, of which those are kept that stay as they are; blank ones are counted, not shown.
class HexDump {
  constructor(place) {
    this.rows = new Map();
    this.news = null;
    this.box = element("div", "hex");
    this.box.tabIndex = 0;
    this.box.setAttribute("role", "region");
    this.box.setAttribute("aria-label", `Flash in hexadecimal; changed bytes are underlined${place}`);
  }

  // `news` is the first row that has changed bytes then.
  show(flash, changed, parts) {
    const kept = new Map();
    const lines = [];
    this.news = null;
    for (const index of [...flash.sectors.keys()].sort((a, b) => a - b)) {
      let blank = 0;
      const tell = () => {
        if (blank) lines.push(element("div", "blank", `… ${(blank * ROW_BYTES).toLocaleString("en")} bytes blank …`));
        blank = 0;
      };
      for (let row = index * SECTOR; row < (index + 1) * SECTOR; row += ROW_BYTES) {
        const marks = changedIn(row, changed);
        if (!marks && flash.isBlank(row, ROW_BYTES)) {
          blank += 1;
          continue;
        }
        tell();
        const line = this.row(row, flash, marks, namesIn(row, parts));
        kept.set(row, line);
        lines.push(line.element);
        if (marks) this.news ??= line.element;
      }
      tell();
    }
    this.rows = kept;
    arrange(this.box, lines);
  }

  row(row, flash, marks, names) {
    const bytes = Array.from({ length: ROW_BYTES }, (_, at) => flash.digits(row + at));
    const says = `${bytes.join("")} ${marks} ${names}`;
    const known = this.rows.get(row);
    return known?.says === says ? known : { says, element: hexRow(row, bytes, marks, names) };
  }
}

// Which bytes of a row have changed, as bits.
const changedIn = (row, changed) => {
  let marks = 0;
  if (changed.size) for (let at = 0; at < ROW_BYTES; at += 1) if (changed.has(row + at)) marks |= 1 << at;
  return marks;
};

const namesIn = (row, parts) => {
  const names = parts.filter((part) => part.address < row + ROW_BYTES && part.address + part.length > row).map((part) => part.name);
  return [...new Set(names)].join(", ");
};

const hexRow = (row, bytes, marks, names) => {
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
