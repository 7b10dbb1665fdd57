// The texts beside a run: the scenario with its line lit, and the serial log up to the event. Both follow the cursor.

class ScenarioPanel extends Panel {
  constructor(trace) {
    super(trace.head?.file || "Scenario");
    const text = trace.head?.text;
    // The step that each event belongs to.
    let step = null;
    this.steps = trace.events.map((event) => (event.kind === "step" ? (step = event) : step));
    if (!text) return;
    this.list = element("ol", "source");
    this.list.tabIndex = 0;
    this.list.setAttribute("aria-label", `The scenario's file${trace.place}`);
    const failed = trace.head.failure?.line;
    this.list.append(...String(text).split("\n").map((line, at) => element("li", failed === at + 1 ? "failed" : "", line || " ")));
    this.fill(this.list);
  }

  show(index) {
    const step = this.steps[index];
    if (!this.list) {
      this.fill(element("p", "muted", step ? `line ${step.fields.line}: ${eventWords(step)}` : "No step yet."));
      return;
    }
    const lit = this.list.children[step?.fields.line - 1] ?? null;
    if (lit === this.lit) return;
    this.lit?.classList.remove("lit");
    this.lit?.removeAttribute("aria-current");
    this.lit = lit;
    if (!lit) return;
    lit.classList.add("lit");
    lit.setAttribute("aria-current", "step");
    frames.settle(() => centre(this.list, lit));
  }
}

const LOG_LINES = 400;
const LATER_LINES = 40;
const LINES_FIRST = 20;
// By how much the log goes on at once, so that most steps leave its lines where they are.
const LOG_STRIDE = 40;

class SerialPanel extends Panel {
  constructor(trace) {
    super("Serial log");
    this.trace = trace;
    this.box = element("div", "log");
    this.box.tabIndex = 0;
    this.box.setAttribute("role", "region");
    this.box.setAttribute("aria-label", `Serial log${trace.place}`);
    this.none = element("p", "muted", "Nothing was printed.");
    // The places of what each device printed.
    this.printed = Map.groupBy(
      trace.events.flatMap(({ kind }, at) => (kind === "serial" ? [at] : [])), (at) => trace.events[at].device);
    this.lines = new Keyed(this.box);
    this.fill(this.box);
  }

  // Gives whether all of it is shown: far from where it was, only lines in sight are, unless it has to be the whole.
  show(index, device, isWhole) {
    const printed = this.printed.get(device) ?? [];
    const past = countUpTo(printed, index);
    const page = Math.floor(past / LOG_STRIDE) * LOG_STRIDE;
    const all = printed.slice(Math.max(0, page - LOG_LINES), page + LOG_STRIDE + LATER_LINES);
    const isFar = !isWhole && all.length > 2 * LINES_FIRST && !all.some((at) => this.lines.made.has(at));
    const wanted = isFar ? printed.slice(Math.max(0, past - LINES_FIRST), past + LINES_FIRST) : all;
    this.lines.show(wanted.map((at) => [at, at]), (at, free) => this.line(at, free));
    for (const [at, line] of this.lines.made) {
      const tone = at > index ? "later" : at === printed[past - 1] ? "last" : "";
      if (line.className !== tone) line.className = tone;
    }
    if (!printed.length) this.box.append(this.none);
    const last = this.lines.made.get(printed[past - 1]);
    const shown = `${device} ${past} ${wanted[0]}`;
    if (last && shown !== this.shown) frames.settle(() => centre(this.box, last));
    this.shown = shown;
    return !isFar;
  }

  line(at, free) {
    const line = free ?? element("div");
    if (!free) line.append(element("span", "t"), element("span"));
    const event = this.trace.events[at];
    setText(line.firstChild, clockText(event.t_us));
    setText(line.lastChild, eventWords(event));
    return line;
  }
}

// How many of these rising numbers are not above `value`.
const countUpTo = (numbers, value) => {
  const first = numbers.findIndex((each) => each > value);
  return first < 0 ? numbers.length : first;
};
