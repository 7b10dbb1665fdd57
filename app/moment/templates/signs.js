// Where a run failed, and the signs before that which lead to the cause: each is an event that nothing has made good.

const SIGNS_MOST = 7;
const FLASH_INVARIANT = "I11";

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

// Takes the events of one run in their order, and keeps what is not made good by a later one.
class Signs {
  constructor(invariant) {
    this.isOfFlash = invariant === FLASH_INVARIANT;
    this.saves = 0;
    this.standing = new Map();
    this.wasValid = new Map();
    // The last flash work of each device.
    this.flash = new Map();
  }

  keep(key, index, words, more = {}) {
    this.standing.set(key, { index, words, ...more });
  }

  take(event, index) {
    const { kind, fields, device } = event;
    switch (kind) {
      case "flash": this.flash.set(device, event); if (fields.operation === "torn") this.keep(`torn ${device}`, index, eventWords(event)); break;
      case "save": if (this.isOfFlash && !fields.by) this.takeSave(event, index); break;
      case "power": if (fields.state === "cut") this.takeCut(event, index); break;
      case "stored": case "load": this.takeRecord(event, index); break;
      case "request": this.takeRequest(event, index); break;
      case "exchange": if (!fields.status) this.takeExchange(event, index); break;
      case "halt": case "panic": this.keep(`${kind} ${device}`, index, eventWords(event)); break;
      case "serial": if (fields.leak) this.keep(`leak ${device}`, index, eventWords(event)); break;
      case "state": if ("clock_off_ms" in fields) this.takeClock(event, index); break;
      case "boot": this.standing.delete(`halt ${device}`); break;
      default:
    }
  }

  // Where flash work is what is wrong, each save is worth a look.
  takeSave(event, index) {
    this.saves += 1;
    this.keep(`save ${this.saves}`, index, `${eventWords(event)}: ${this.saves === 1 ? "the first" : `${plural(this.saves, "save")} up to here`}`);
  }

  takeCut(event, index) {
    const last = this.flash.get(event.device);
    this.keep(`cut ${event.device}`, index, `${eventWords(event)}${last?.t_us === event.t_us ? `, behind ${eventWords(last)}` : ""}`);
  }

  takeRecord({ kind, fields, device, t_us }, index) {
    const key = `record ${device}`;
    if (fields.verdict === "valid") {
      this.wasValid.set(device, t_us);
      this.standing.delete(key);
    } else if (this.wasValid.has(device) && !this.standing.has(key)) {
      const words = `${kind === "load" ? "the record read" : "the stored record"} is ${fields.verdict}, was valid at ${clockText(this.wasValid.get(device))}`;
      this.keep(key, index, words);
    }
  }

  takeRequest(event, index) {
    const key = requestKey(event);
    if (toneOf(event) === "good") this.standing.delete(key);
    else this.keep(key, index, eventWords(event));
  }

  // What reached nobody has no request beside it.
  takeExchange(event, index) {
    const known = this.standing.get(requestKey(event));
    if (!known || known.isUnheard) this.keep(requestKey(event), index, eventWords(event), { isUnheard: true });
  }

  takeClock({ fields, device }, index) {
    const off = fields.clock_off_ms;
    if (off === null || Math.abs(off) <= SKEW_MOST_MS) this.standing.delete(`clock ${device}`);
    else this.keep(`clock ${device}`, index, `clock, beside the server's: ${clockOff(off)}`);
  }
}

const requestKey = ({ device, fields }) => `request ${device} ${fields.method} ${fields.path}`;

// The signs of a run that failed, in the order of time; the last ones where there are many.
const signsOf = (trace) => {
  if (!trace.head?.failure || !trace.events.length) return [];
  const marks = failureMarks(trace);
  const signs = new Signs(trace.head.failure.invariant);
  trace.events.slice(0, failureIndex(trace) + 1).forEach((event, index) => signs.take(event, index));
  const found = [...signs.standing.values()].filter(({ index }) => !marks.has(index)).sort((a, b) => a.index - b.index);
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
