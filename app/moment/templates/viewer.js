// One trace on the page: its axis, its list, and what is to be seen at the event that the cursor is at.

class Viewer {
  // `again` is the command line that runs the case again, if the page knows more of it than the trace.
  constructor(root, trace, again, onMove) {
    this.root = root;
    this.trace = trace;
    this.again = again;
    this.onMove = onMove;
    this.past = new Past(trace.events);
    this.index = 0;
    this.hits = [];
    const heading = this.heading();
    for (const problem of trace.problems) heading.append(element("p", "problem", problem));
    root.replaceChildren(heading);
    // Times of a life of days take more room.
    root.classList.toggle("long", (trace.events.at(-1)?.t_us ?? 0) >= DAY_US);
    if (!trace.events.length) return;
    this.axis = new Axis(this.part("axis-box"), trace, (index) => this.moveTo(index));
    const below = this.part("below");
    const left = element("div", "left");
    this.side = element("div", "side");
    below.append(left, this.side);
    this.list = new EventList(left, trace, (index) => this.moveTo(index));
    this.news = element("p", "vh");
    this.news.setAttribute("aria-live", "polite");
    root.append(this.news);
    this.scenario = new ScenarioPanel(trace);
    this.moment = new MomentPanel(trace);
    this.state = new StatePanel();
    this.storage = new StoragePanel(trace);
    this.serial = new SerialPanel(trace);
    const panels = [this.scenario, this.moment, this.state, this.storage, this.serial];
    this.side.append(...panels.map((each) => each.section));
  }

  part(name) {
    const made = element("div", name);
    this.root.append(made);
    return made;
  }

  heading() {
    const head = this.trace.head;
    const box = element("header", "case");
    if (!head) {
      box.append(element("h1", "", "A trace without a head"));
      return box;
    }
    const line = element("p", "about");
    line.append(element("b", `outcome ${head.outcome}`, String(head.outcome)));
    const about = [head.replay_id, `world ${head.world}`, `seed ${head.seed}`];
    line.append(element("span", "", about.filter(Boolean).join(" · ")));
    if (head.replay_id) line.append(copyButton("Copy replay", () => this.again || `oceanhil replay '${head.replay_id}'`));
    box.append(element("h1", "", head.title || head.scenario), line);
    if (head.failure) {
      const failure = failureBox(head.failure);
      if (this.events.length) failure.append(signList(this.trace, (index) => this.pick(index)));
      box.append(failure);
    }
    else if (head.reason) box.append(element("p", "reason", head.reason));
    return box;
  }

  // Goes to an event that was chosen far from the list.
  pick(index) {
    this.moveTo(index);
    frames.settle(() => this.list.box.scrollIntoView({ block: "nearest" }));
  }

  get events() {
    return this.trace.events;
  }

  moveTo(index) {
    if (!this.events.length) return;
    this.index = Math.min(this.events.length - 1, Math.max(0, index));
    this.axis.moveTo(this.index);
    this.list.moveTo(this.index);
    frames.ask(this, () => this.show());
    this.onMove(this);
  }

  show() {
    const event = this.events[this.index];
    const devices = this.past.at(this.index);
    this.scenario.show(this.index);
    this.moment.show(this.past, this.index);
    this.state.show(devices, event.t_us);
    this.news.textContent = `${clockText(event.t_us)} ${eventWords(event)}`;
    // The largest of what is to be seen comes a frame later: both together would take longer than one.
    frames.ask(this.storage, () => this.showLogs());
  }

  showLogs() {
    const index = this.index;
    const device = this.events[index].device || [...this.past.at(index).keys()][0] || "";
    this.storage.show(this.past, index, device);
    if (this.serial.show(index, device, false)) return;
    frames.ask(this.serial, () => {
      if (this.index === index) this.serial.show(index, device, true);
    });
  }

  // On by so many events of those that are listed and wanted.
  step(by, wanted = () => true) {
    const shown = this.list.shown;
    const way = Math.sign(by);
    let left = Math.abs(by);
    let row = this.list.rowOf(this.index) - (way > 0 && shown[this.list.rowOf(this.index)] !== this.index ? 1 : 0);
    let found = -1;
    for (row += way; left > 0 && row >= 0 && row < shown.length; row += way) {
      if (!wanted(this.events[shown[row]])) continue;
      found = shown[row];
      left -= 1;
    }
    if (found >= 0) this.moveTo(found);
  }

  // Whatever each event says, put together once.
  said() {
    this.texts ??= this.events.map((event) =>
      `${eventWords(event)} ${Object.values(event.fields).join(" ")} ${event.kind}`.toLowerCase());
    return this.texts;
  }

  // Finds `text` in whatever an event says; gives how many say it.
  search(text) {
    const wanted = text.trim().toLowerCase();
    this.hits = [];
    if (wanted) this.said().forEach((said, index) => { if (said.includes(wanted)) this.hits.push(index); });
    this.list.found = new Set(this.hits);
    this.list.draw();
    return this.hits.length;
  }

  nextHit(by, from = this.index) {
    const later = by > 0 ? this.hits.find((hit) => hit > from) : this.hits.filter((hit) => hit < from).pop();
    const hit = later ?? (by > 0 ? this.hits[0] : this.hits[this.hits.length - 1]);
    if (hit !== undefined) this.moveTo(hit);
  }

  // Lists what boot ROMs say, or leaves it out.
  toggleChatter() {
    this.isQuiet = !this.isQuiet;
    const indices = this.events.map((_, index) => index);
    this.list.choose(this.isQuiet ? indices.filter((index) => !isChatter(this.events[index])) : indices);
  }

  mark(index) {
    this.axis.marks = [index];
    this.list.mark = index;
    this.moveTo(index);
  }

  get bookmark() {
    return bookmarkOf(this.events, this.index);
  }

  open(bookmark) {
    const [, us, number] = /^t=(\d+)(?:\+(\d+))?$/.exec(bookmark) ?? [];
    if (us === undefined) return false;
    const first = this.events.findIndex((event) => event.t_us >= Number(us));
    this.moveTo(first < 0 ? this.events.length - 1 : first + Number(number ?? 0));
    return true;
  }
}

// What the program did, and by which calls: the innermost first.
const actWords = (act) => {
  const calls = (Array.isArray(act.calls) ? act.calls : []).filter(isRecord).map((each) => flat(each))
    .map((call) => `${call.function} at ${call.file}:${call.line}`);
  return `${clockText(act.at_us)} ${[act.what, calls.join(", called in ")].filter(Boolean).join(" in ")}`;
};

const failureBox = (failure) => {
  const box = element("div", "failure");
  const place = `${failure.file}:${failure.line}`;
  const acts = Array.isArray(failure.acts) ? failure.acts.filter(isRecord).map((act) => actWords(flat(act, ["calls"]))) : [];
  const when = Number.isFinite(failure.at_us) ? `, broken at ${clockText(failure.at_us)}` : "";
  box.append(element("p", "what", `${failure.in_remedy ? "the remedy did not cure: " : ""}${failure.step}${when}`));
  box.append(factList([["expected", failure.expected], ["found", failure.found], ["step at", place], ...(acts.length ? [["done at", acts.join("\n")]] : [])]));
  return box;
};
