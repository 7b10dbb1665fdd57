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
    this.lines = new Map();
    this.fill(this.box);
  }

  show(index, device) {
    const printed = this.printed.get(device) ?? [];
    const past = countUpTo(printed, index);
    const page = Math.floor(past / LOG_STRIDE) * LOG_STRIDE;
    const wanted = printed.slice(Math.max(0, page - LOG_LINES), page + LOG_STRIDE + LATER_LINES);
    const kept = new Map(wanted.map((at) => [at, this.lines.get(at) ?? this.line(at)]));
    for (const [at, line] of kept) line.className = at > index ? "later" : at === printed[past - 1] ? "last" : "";
    this.lines = kept;
    arrange(this.box, printed.length ? [...kept.values()] : [this.none]);
    const last = kept.get(printed[past - 1]);
    if (last && last !== this.last) frames.settle(() => centre(this.box, last));
    this.last = last;
  }

  line(at) {
    const line = element("div");
    line.append(element("span", "t", clockText(this.trace.events[at].t_us)), element("span", "", eventWords(this.trace.events[at])));
    return line;
  }
}

// How many of these rising numbers are not above `value`.
const countUpTo = (numbers, value) => {
  const first = numbers.findIndex((each) => each > value);
  return first < 0 ? numbers.length : first;
};
