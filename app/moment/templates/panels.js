// What is to be seen at one event: the event, the state, storage, the scenario, the serial log.

const panel = (title) => {
  const section = element("section", "panel");
  section.append(element("h2", "", title));
  return section;
};

const factList = (facts) => {
  const list = element("dl", "facts");
  for (const [name, value, tone] of facts) {
    const row = element("div", tone ?? "");
    row.append(element("dt", "", name), element("dd", "", String(value)));
    list.append(row);
  }
  return list;
};

const momentPanel = (trace, index) => {
  const event = trace.events[index];
  const section = panel("This event");
  const about = [["at", clockText(event.t_us, true)], ["after", sinceWords(trace, index)], ["kind", event.kind]];
  if (event.device) about.push(["device", event.device]);
  section.append(element("p", `what ${toneOf(event)}`, eventWords(event)));
  about.push(...durationFacts(trace, index));
  const hidden = new Set(["sent", "answered", "data", "parts", "text", "took_us"]);
  const rest = Object.entries(event.fields).filter(([name]) => !hidden.has(name));
  section.append(factList([...about, ...rest.map(([name, value]) => [name.replaceAll("_", " "), value])]));
  if (event.kind === "request") section.append(...messages(event.fields));
  if (event.kind === "panic") section.append(element("pre", "message", String(event.fields.text ?? "")));
  return section;
};

const sinceWords = (trace, index) => {
  const last = trace.events[index - 1];
  return last ? `${spanText(trace.events[index].t_us - last.t_us)} since the event before` : "the beginning";
};

// How long an exchange took: told where it ends, and where its request was answered.
const durationFacts = (trace, index) => {
  const { kind, fields, t_us } = trace.events[index];
  if (kind === "exchange") {
    const isKnown = Number.isFinite(fields.took_us);
    return [["took", tookWords(fields)], ...(isKnown ? [["asked at", clockText(t_us - fields.took_us, true)]] : [])];
  }
  if (kind !== "request" || fields.sent === undefined) return [];
  const end = trace.events[endOfExchange(trace.events, index)];
  if (!end) return [["took", "its end is not in this trace"]];
  const [there, back] = [t_us - end.t_us + end.fields.took_us, end.t_us - t_us].map(spanText);
  return [["took", `${tookWords(end.fields)}: ${there} there, ${back} until ${end.fields.status ? "the answer came" : endWords(end.fields)}`]];
};

// The place of the event that ends the exchange of the request at `index`; -1 where there is none.
const endOfExchange = (events, index) => {
  const { device, fields, t_us } = events[index];
  return events.findIndex((event, at) =>
    at > index && event.kind === "exchange" && event.device === device && event.t_us - event.fields.took_us <= t_us &&
    event.fields.method === fields.method && event.fields.path === fields.path);
};

const messages = (fields) => {
  if (fields.sent === undefined) {
    const why = "Bodies are in a close-up only: oceanhil replay ID --moment FILE makes one.";
    return [element("p", "muted", why)];
  }
  const request = element("details", "message-box");
  request.open = true;
  request.append(element("summary", "", "request"), message(fields.sent), copyButton("Copy as curl", () => asCurl(fields.sent)));
  const answer = element("details", "message-box");
  answer.open = true;
  answer.append(element("summary", "", fields.changed ? `answer, ${harmWords(fields)}` : "answer"));
  answer.append(fields.answered === undefined ? element("p", "muted", "none left the server") : message(fields.answered));
  return [request, answer];
};

const parted = (text) => {
  const at = String(text).indexOf("\n\n");
  return at < 0 ? [String(text), ""] : [text.slice(0, at), text.slice(at + 2)];
};

const message = (text) => {
  const [head, body] = parted(text);
  let shown = body;
  try {
    shown = JSON.stringify(JSON.parse(body), null, 2);
  } catch { /* A body that is no JSON is shown as it came. */ }
  return element("pre", "message", shown ? `${head}\n\n${shown}` : head);
};

const shellQuoted = (text) => `'${String(text).replaceAll("'", "'\\''")}'`;

const asCurl = (sent) => {
  const [head, body] = parted(sent);
  const [first, ...headers] = head.split("\n");
  const [method, target] = first.split(" ");
  const words = ["curl -i", `-X ${shellQuoted(method)}`, `"$SERVER"${shellQuoted(target ?? "/")}`];
  for (const header of headers) words.push(`-H ${shellQuoted(header)}`);
  if (body) words.push(`--data-raw ${shellQuoted(body)}`);
  return words.join(" \\\n  ");
};

const statePanel = (devices, nowUs) => {
  const section = panel("State");
  for (const [name, past] of devices) {
    const state = past.state;
    const facts = "tokens" in state ? [["holds", state.tokens || "no tokens"]] : [
      ["power", state.power ?? "unknown", state.power === "cut" ? "bad" : ""],
      ["boot", state.boot === undefined ? "none yet" : `${state.boot}${state.reason ? `, ${state.reason}` : ""}`],
      ["dashboard", state.dashboard ?? "unknown"],
    ];
    if ("wifi" in state) facts.push(["Wi-Fi", state.wifi || "not joined"]);
    if ("clock_off_ms" in state) facts.push(["clock, beside the server's", clockWords(state), clockTone(state)]);
    if ("server_off_ms" in state) facts.push(["server's clock", dateText(state.server_off_ms + nowUs / 1000)]);
    if (state.session) facts.push(["last session", state.session]);
    if (state.relays) facts.push(["relays", state.relays.replace("relays ", "")]);
    if ("heap_free" in state) facts.push(["heap free", `${numberText(state.heap_free)} bytes, least ${numberText(state.heap_least_free)}`]);
    if ("stack_used" in state) facts.push(["stack used", `${numberText(state.stack_used)} bytes`]);
    if (state.crashed) facts.push(["crash", state.crashed, "bad"]);
    if (devices.size > 1) section.append(element("h3", "", name));
    section.append(factList(facts));
  }
  if (!devices.size) section.append(element("p", "muted", "No device yet."));
  return section;
};

const clockWords = (state) => (state.clock_off_ms === null ? "no power" : clockOff(state.clock_off_ms));

const clockTone = (state) => (Math.abs(state.clock_off_ms ?? 0) > SKEW_MOST_MS ? "warn" : "");

const storagePanel = (trace, past, index, device) => {
  const section = panel("Storage");
  const here = past.at(index).get(device);
  if (!here || !here.flash.sectors.size) {
    section.append(element("p", "muted", trace.events.some((event) => event.kind === "flash")
      ? "Flash is blank." : "This trace holds no flash work: only a close-up does."));
    return section;
  }
  const from = past.burst(index);
  const changed = past.changed(from, index, device);
  const parts = partsOf(here.stored);
  if (here.stored) section.append(element("p", `what ${here.stored.verdict === "valid" ? "good" : "warn"}`, `record: ${here.stored.verdict}`));
  for (const whole of new Set(parts.map((part) => part.whole))) {
    const these = parts.filter((part) => part.whole === whole);
    const box = element("details", "whole");
    // The log of a file system is long; what has just changed in it is news.
    box.open = whole !== "NVS" || these.some((part) => [...changed].some((place) => isWithin(place, part)));
    box.append(element("summary", "", `${whole}: ${plural(these.length, "part")}`), partTable(these, partsOf(here.before), changed));
    section.append(box);
  }
  section.append(hexDump(trace, here.flash, changed, parts));
  return section;
};

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

// Rows of sixteen bytes; blank ones are counted, not shown.
const hexDump = (trace, flash, changed, parts) => {
  const box = element("div", "hex");
  box.tabIndex = 0;
  box.setAttribute("role", "region");
  box.setAttribute("aria-label", `Flash in hexadecimal; changed bytes are underlined${trace.place}`);
  const names = (row) => parts.filter((part) => part.address < row + ROW_BYTES && part.address + part.length > row)
    .map((part) => part.name);
  for (const index of [...flash.sectors.keys()].sort((a, b) => a - b)) {
    let blank = 0;
    const tell = () => {
      if (blank) box.append(element("div", "blank", `… ${(blank * ROW_BYTES).toLocaleString("en")} bytes blank …`));
      blank = 0;
    };
    for (let row = index * SECTOR; row < (index + 1) * SECTOR; row += ROW_BYTES) {
      const bytes = Array.from({ length: ROW_BYTES }, (_, at) => flash.digits(row + at));
      const isChanged = bytes.some((_, at) => changed.has(row + at));
      if (!isChanged && bytes.every((byte) => byte === "ff")) {
        blank += 1;
        continue;
      }
      tell();
      box.append(hexRow(row, bytes, changed, names(row)));
    }
    tell();
  }
  return box;
};

const hexRow = (row, bytes, changed, names) => {
  const line = element("div", "row");
  const gaps = bytes.map((_, at) => (at === ROW_BYTES - 1 ? "" : at % 4 === 3 ? "  " : " "));
  const isChanged = (at) => changed.has(row + at);
  line.append(
    element("span", "address", hexText(row, 6)), inRuns("bytes", bytes.map((byte, at) => [byte, gaps[at]]), isChanged),
    inRuns("chars", bytes.map((byte) => [charOf(byte), ""]), isChanged),
    element("span", "names", [...new Set(names)].join(", ")));
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

const scenarioPanel = (trace, index) => {
  const section = panel(trace.head?.file || "Scenario");
  const text = trace.head?.text;
  let step = null;
  for (let at = index; at >= 0 && !step; at -= 1) if (trace.events[at].kind === "step") step = trace.events[at];
  if (!text) {
    section.append(element("p", "muted", step ? `line ${step.fields.line}: ${eventWords(step)}` : "No step yet."));
    return section;
  }
  const list = element("ol", "source");
  list.tabIndex = 0;
  list.setAttribute("aria-label", `The scenario's file${trace.place}`);
  const failed = trace.head.failure?.line;
  text.split("\n").forEach((line, at) => {
    const item = element("li", "", line || " ");
    if (step && step.fields.line === at + 1) {
      item.className = "lit";
      item.setAttribute("aria-current", "step");
    }
    if (failed === at + 1) item.classList.add("failed");
    list.append(item);
  });
  section.append(list);
  return section;
};

const LOG_LINES = 400;

const serialPanel = (trace, index, device) => {
  const section = panel("Serial log");
  const box = element("div", "log");
  box.tabIndex = 0;
  box.setAttribute("role", "region");
  box.setAttribute("aria-label", `Serial log${trace.place}`);
  const lines = [];
  for (let at = 0; at < trace.events.length; at += 1) {
    if (trace.events[at].kind === "serial" && trace.events[at].device === device) lines.push(at);
  }
  const past = lines.filter((at) => at <= index).length;
  for (const at of lines.slice(Math.max(0, past - LOG_LINES), past + 40)) {
    const event = trace.events[at];
    const line = element("div", at > index ? "later" : at === lines[past - 1] ? "last" : "");
    line.append(element("span", "t", clockText(event.t_us)), element("span", "", eventWords(event)));
    box.append(line);
  }
  if (!lines.length) box.append(element("p", "muted", "Nothing was printed."));
  section.append(box);
  return section;
};
