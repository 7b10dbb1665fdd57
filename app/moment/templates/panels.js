// What is to be seen at one event of the event itself, and of the state. Panels stay; what stands in them changes.

class Panel {
  constructor(title) {
    this.section = element("section", "panel");
    this.title = element("h2", "", title);
    this.fill();
  }

  // Shows these parts below the title; those that stand there already stay.
  fill(...parts) {
    arrange(this.section, [this.title, ...parts]);
  }
}

// Names with values. With the next ones its texts change, its elements stay: they are shown anew with every key.
class Facts {
  constructor() {
    this.list = element("dl", "facts");
  }

  show(facts) {
    facts.forEach(([name, value, tone = ""], at) => {
      const row = this.list.children[at] ?? this.add();
      if (row.className !== tone) row.className = tone;
      setText(row.firstChild, name);
      setText(row.lastChild, String(value));
    });
    while (this.list.children.length > facts.length) this.list.lastChild.remove();
  }

  add() {
    const row = element("div");
    row.append(element("dt"), element("dd"));
    this.list.append(row);
    return row;
  }
}

const factList = (facts) => {
  const made = new Facts();
  made.show(facts);
  return made.list;
};

class MomentPanel extends Panel {
  constructor(trace) {
    super("This event");
    this.trace = trace;
    this.what = element("p");
    this.facts = new Facts();
  }

  show(past, index) {
    const event = this.trace.events[index];
    this.what.className = `what ${toneOf(event)}`;
    setText(this.what, eventWords(event));
    this.facts.show(momentFacts(this.trace, index));
    this.fill(this.what, this.facts.list, ...momentParts(this.trace, past, index));
  }
}

const momentFacts = (trace, index) => {
  const event = trace.events[index];
  const about = [["at", clockText(event.t_us, true)], ["after", sinceWords(trace, index)], ["kind", event.kind]];
  if (event.device) about.push(["device", event.device]);
  about.push(...durationFacts(trace, index));
  const hidden = new Set(["sent", "answered", "data", "parts", "text", "took_us"]);
  const rest = Object.entries(event.fields).filter(([name]) => !hidden.has(name));
  return [...about, ...rest.map(([name, value]) => [name.replaceAll("_", " "), value])];
};

// What is to be seen of the event beside its facts.
const momentParts = (trace, past, index) => {
  const event = trace.events[index];
  const parts = [];
  if (event.kind === "request") parts.push(...messages(event.fields));
  if (event.kind === "load" || event.kind === "stored") parts.push(...wrongParts(past.at(index).get(event.device)?.stored));
  if (event.kind === "flash") parts.push(changedBytes(event.fields, past.olds.get(index), trace.place));
  if (event.kind === "panic") parts.push(element("pre", "message", String(event.fields.text ?? "")));
  return parts;
};

// Of a record that is damaged, what in it is not as it ought to be; one that is empty lacks nothing.
const wrongParts = (stored) => partsOf(stored?.verdict === "empty" ? null : stored).filter(({ expected }) => expected).map(({ address, name, found, expected }) =>
  element("p", "what bad", `${name} at ${hexText(address)}: ${found || "nothing"}, ought to be ${expected}`));

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

class StatePanel extends Panel {
  constructor() {
    super("State");
    this.none = element("p", "muted", "No device yet.");
    this.known = new Map();
  }

  show(devices, nowUs) {
    const parts = [];
    for (const [name, past] of devices) {
      if (!this.known.has(name)) this.known.set(name, { title: element("h3", "", name), facts: new Facts() });
      const { title, facts } = this.known.get(name);
      facts.show(stateFacts(past.state, nowUs));
      parts.push(...(devices.size > 1 ? [title] : []), facts.list);
    }
    this.fill(...(parts.length ? parts : [this.none]));
  }
}

const stateFacts = (state, nowUs) => {
  const facts = "tokens" in state ? [["holds", state.tokens || "no tokens"]] : [
    ["power", state.power ?? "unknown", state.power === POWER.CUT ? "bad" : ""],
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
  return facts;
};

const clockWords = (state) => (state.clock_off_ms === null ? "no power" : clockOff(state.clock_off_ms));

const clockTone = (state) => (Math.abs(state.clock_off_ms ?? 0) > SKEW_MOST_MS ? "warn" : "");
