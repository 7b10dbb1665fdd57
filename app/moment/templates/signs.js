// Where a run failed, and the signs before that which lead to the cause: each is an event that nothing has made good.

const SIGNS_MOST = 8;
const PLACES_MOST = 3;
// `time-server blocked`, and `path to the server` with how it is.
const WAY = new RegExp(`^(?:(${WAY_WORDS.path}) (.+)|([^ ]+) (${WAY_WORDS.blocked}|${WAY_WORDS.reachable}))$`);
const FLASH_INVARIANT = "I11";
const CLOSEUP_KINDS = new Set(["flash", "stored", "state", "exchange"]);

// The last event that counts: behind it are the verdict, or a remedy that cures what has failed before.
const storyEnd = (trace) => {
  const { events, head } = trace;
  const isOver = ({ kind, fields }) => kind === "verdict" || (kind === "step" && fields.remedy === true && !head?.failure?.in_remedy);
  const end = events.findIndex(isOver);
  return (end < 0 ? events.length : end) - 1;
};

// The step that was not met: the places of its event and of the one with which it was given up; null where there is none.
const failedStep = (trace) => {
  const { events, head: { failure } } = trace;
  const end = storyEnd(trace);
  let from = end;
  while (from >= 0 && !(events[from].kind === "step" && events[from].fields.line === failure.line)) from -= 1;
  if (from < 0) return null;
  const next = events.findIndex((event, at) => at > from && (event.kind === "step" || event.kind === "verdict"));
  // Where no time passed, or it is not told, it is the step itself.
  const isWait = events[next]?.kind === "verdict" && events[next].t_us > events[from].t_us;
  return { from, to: isWait ? next : from };
};

// The last event before the run failed: the time an invariant was broken, or the end of the step that was not met.
const failureIndex = (trace) => {
  const failure = trace.head?.failure;
  if (!failure) return -1;
  if (!Number.isFinite(failure.at_us)) return failedStep(trace)?.to ?? Math.max(0, storyEnd(trace));
  let found = -1;
  trace.events.forEach((event, index) => {
    if (event.t_us <= failure.at_us && event.kind !== "verdict") found = index;
  });
  return found;
};

// The event that ought not to have been, where the failure names one: its place among those that any trace has.
const decisiveIndex = ({ events, head: { failure } }) => {
  let place = Number.isSafeInteger(failure.sign) ? failure.sign : -1;
  return events.findIndex(({ kind }) => !CLOSEUP_KINDS.has(kind) && place-- === 0);
};

// Marks of the list: which event says that it is one, and in which words. What was waited for in vain has two.
const failureMarks = (trace) => {
  const failure = trace.head?.failure;
  if (!failure || !trace.events.length) return new Map();
  const isMoment = Number.isFinite(failure.at_us);
  const step = isMoment ? null : failedStep(trace);
  // A point of a sweep fails by how it is counted, at no moment; and of a trace whose beginning is missing that may be it.
  if (isMoment ? failureIndex(trace) < 0 : !step) return new Map();
  if (!step || step.from === step.to) return new Map([[failureIndex(trace), "failed here"]]);
  const waited = spanText(trace.events[step.to].t_us - trace.events[step.from].t_us);
  return new Map([[step.from, "waited from here, in vain"], [step.to, `given up here, after ${waited}`]]);
};

// Takes the events of one run in their order, and keeps what is not made good by a later one: of what lasts, its beginning.
class Signs {
  constructor(invariant) {
    this.isOfFlash = invariant === FLASH_INVARIANT;
    this.saves = 0;
    this.standing = new Map();
    // The last record of each device, and when it was last valid.
    this.stored = new Map();
    this.wasValid = new Map();
    // The flash work of each device since its record was last looked at, and the last of all.
    this.works = new Map();
    this.flash = new Map();
    // How far each clock was off before, and what was last done to it.
    this.clocks = new Map();
    this.boots = new Map();
  }

  keep(key, index, words, more = {}) {
    this.standing.set(key, { index, words, count: 1, ...more });
  }

  // Keeps the first one of those that go on.
  keepFirst(key, index, words, more = {}) {
    const known = this.standing.get(key);
    if (known) known.count += 1;
    else this.keep(key, index, words, more);
  }

  take(event, index) {
    const { kind, fields, device } = event;
    switch (kind) {
      case "flash": this.takeFlash(event, index); break;
      case "save": if (this.isOfFlash && !fields.by) this.takeSave(event, index); break;
      case "power": if (fields.state === POWER.CUT) this.takeCut(event, index); break;
      case "stored": case "load": this.takeRecord(event, index); break;
      case "request": this.takeRequest(event, index); break;
      case "exchange": if (!fields.status) this.takeExchange(event, index); break;
      case "halt": case "panic": this.keep(`${kind} ${device}`, index, eventWords(event)); break;
      case "serial": if (fields.leak) this.keep(`leak ${device}`, index, eventWords(event)); break;
      case "state": if ("clock_off_ms" in fields) this.takeClock(event, index); break;
      case "clock": this.clockOf(device).done = { index, words: eventWords(event) }; break;
      case "network": this.takeNetwork(event, index); break;
      case "boot": this.standing.delete(`halt ${device}`); this.boots.set(device, fields.number); break;
      default:
    }
  }

  // Where flash work is what is wrong, each save is worth a look.
  takeSave(event, index) {
    this.saves += 1;
    this.keep(`save ${this.saves}`, index, `${eventWords(event)}: ${this.saves === 1 ? "the first" : `${plural(this.saves, "save")} up to here`}`);
  }

  takeFlash(event, index) {
    const { device, fields } = event;
    if (!this.works.has(device)) this.works.set(device, []);
    if (fields.done !== 0) this.works.get(device).push({ index, fields });
    this.flash.set(device, event);
    if (fields.operation !== "torn") return;
    const cut = this.standing.get(`cut ${device}`);
    // The operation in which power was lost says more of the cut than what was done before it.
    if (fields.of && cut) this.keep(`cut ${device}`, index, `${fields.done ? cut.cut : cut.words}, ${cutWords(fields)}`);
    else this.keep(`torn ${device}`, index, eventWords(event));
  }

  takeCut(event, index) {
    const last = this.flash.get(event.device);
    const cut = eventWords(event);
    this.keep(`cut ${event.device}`, index, `${cut}${last?.t_us === event.t_us ? `, behind ${eventWords(last)}` : ""}`, { cut });
  }

  takeRecord({ kind, fields, device, t_us }, index) {
    const key = `record ${device}`;
    if ("stored" in fields) {
      this.keepFirst(`believed ${device}`, index, eventWords({ kind, fields }));
      return;
    }
    const works = this.works.get(device) ?? [];
    if (kind === "stored") this.works.delete(device);
    if (fields.verdict === "valid") {
      this.wasValid.set(device, t_us);
      this.standing.delete(key);
    } else if (this.wasValid.has(device) && !this.standing.has(key)) {
      const words = `${kind === "load" ? "the record read" : "the stored record"} is ${fields.verdict}, was valid at ${clockText(this.wasValid.get(device))}`;
      const lost = kind === "stored" ? lossWords(works, this.stored.get(device), fields) : "";
      const boot = this.boots.has(device) ? `boot ${this.boots.get(device)}: ` : "";
      this.keep(key, lost ? works[0].index : index, lost ? `${boot}${lost}; ${words}` : words);
    }
    if (kind === "stored") this.stored.set(device, fields);
  }

  takeRequest(event, index) {
    const key = requestKey(event);
    const tone = toneOf(event);
    const { status, code = "", fault = "", changed } = event.fields;
    // What a device has taken from a changed answer no later answer takes back.
    if (tone === "warn" && changed) this.keepFirst(`changed ${key} ${fault}`, index, eventWords(event));
    if (tone !== "bad") for (const each of [...this.standing.keys()]) if (each.startsWith(`refused ${key} `)) this.standing.delete(each);
    if (tone === "bad" || (tone === "warn" && !changed)) this.keepFirst(`refused ${key} ${status} ${code} ${fault}`, index, eventWords(event));
  }

  // What reached nobody has no request beside it.
  takeExchange(event, index) {
    const key = `refused ${requestKey(event)} `;
    const isKnown = [...this.standing].some(([each, { isUnheard }]) => each.startsWith(key) && !isUnheard);
    if (!isKnown) this.keepFirst(`${key}unheard`, index, eventWords(event), { isUnheard: true });
  }

  clockOf(device) {
    if (!this.clocks.has(device)) this.clocks.set(device, { off: null, done: null, set: null });
    return this.clocks.get(device);
  }

  // When a clock left its limits, when it was last set before that, and what was done to it.
  takeClock({ fields, device, t_us }, index) {
    const off = fields.clock_off_ms;
    const clock = this.clockOf(device);
    if (off === null || Math.abs(off) <= SKEW_MOST_MS) {
      for (const part of ["", " set", " done"]) this.standing.delete(`clock ${device}${part}`);
      if (off !== null && (clock.off === null || Math.abs(off) < Math.abs(clock.off))) clock.set = { index, t_us };
    } else if (this.standing.get(`clock ${device}`)?.trouble !== clockTrouble(off)) {
      const trouble = clockTrouble(off);
      this.keep(`clock ${device}`, index, `clock ${trouble} from here on${trouble === NOT_SET ? "" : `: ${clockOff(off)}`}`, { trouble });
      if (clock.set) this.keep(`clock ${device} set`, clock.set.index, "clock last set");
      if (clock.done) this.keep(`clock ${device} done`, clock.done.index, clock.done.words);
    }
    clock.off = off;
  }

  // A way that the harness has closed, until it opens it again.
  takeNetwork(event, index) {
    const change = String(event.fields.change);
    const [name, state] = (WAY.exec(change) ?? []).slice(1).filter((each) => each !== undefined);
    if (name === undefined) return;
    if ([WAY_WORDS.reachable, WAY_WORDS.sound].includes(state)) this.standing.delete(`network ${name}`);
    else this.keep(`network ${name}`, index, eventWords(event));
  }
}

const NOT_SET = "not set";
const clockTrouble = (off) => (clockOff(off) === NOT_SET ? NOT_SET : `more than ${spanText(SKEW_MOST_MS * 1000)} off the server's`);

// How much of the operation was done in which power was lost.
const cutWords = (fields) => {
  const operation = flashWords({ ...fields, operation: fields.of, of: undefined });
  if (fields.of === "erase") return `in ${operation}`;
  return fields.done ? `in ${operation}: ${numberText(fields.done)} of ${numberText(fields.length)} done` : `before ${operation}`;
};

// Which flash work took the record, and of NVS what was there before it and is not any more.
const lossWords = (works, before, after) => {
  if (!works.length) return "";
  const places = [...new Set(works.map(({ fields }) => flashWords(fields)))];
  const isLive = (part) => part.whole === "NVS" && String(part.name).startsWith("item ");
  const left = new Set(partsOf(after).filter(isLive).map(({ address }) => address));
  const gone = [...new Set(partsOf(before).filter((part) => isLive(part) && !left.has(part.address)).map(({ name, found }) => `${name.slice(5)} ${String(found).split(" ")[0]}`))];
  const most = places.length > PLACES_MOST ? ` … ${places.length - PLACES_MOST} more` : "";
  return `${places.slice(0, PLACES_MOST).join("; ")}${most}${gone.length ? ` erased ${gone.join(", ")}` : ""}`;
};

const requestKey = ({ device, fields }) => `request ${device} ${fields.method} ${fields.path}`;

// The signs of a run that failed, in the order of time; the last ones where there are many.
const signsOf = (trace) => {
  if (!trace.head?.failure || !trace.events.length) return [];
  const marks = failureMarks(trace);
  const signs = new Signs(trace.head.failure.invariant);
  trace.events.slice(0, failureIndex(trace) + 1).forEach((event, index) => signs.take(event, index));
  const decisive = decisiveIndex(trace);
  const others = [...signs.standing.values()].filter(({ index }) => index !== decisive);
  if (decisive >= 0) others.push({ index: decisive, words: `not as expected: ${eventWords(trace.events[decisive])}`, count: 1 });
  const found = others.map((sign) => ({ ...sign, words: sign.count > 1 ? `${sign.words}, the first of ${numberText(sign.count)}` : sign.words })).filter(({ index }) => !marks.has(index)).sort((a, b) => a.index - b.index);
  const marked = [...marks].map(([index, mark]) => ({ index, words: `${mark}: ${eventWords(trace.events[index])}` }));
  return [...found.slice(marked.length - SIGNS_MOST), ...marked].sort((a, b) => a.index - b.index);
};

// A list of them, each a link to its event.
const signList = (trace, onPick) => {
  const list = element("ol");
  for (const { index, words } of signsOf(trace)) {
    const link = element("a");
    link.href = `#${bookmarkOf(trace.events, index)}`;
    link.append(element("span", "t", clockText(trace.events[index].t_us)), ` ${words}`);
    link.addEventListener("click", (event) => {
      event.preventDefault();
      onPick(index);
    });
    const item = element("li");
    item.append(link);
    list.append(item);
  }
  const box = element("nav", "signs");
  box.setAttribute("aria-label", `Look at${trace.place}`);
  box.append(element("p", "muted", "Look at"), list);
  return box;
};
