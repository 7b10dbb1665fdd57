// All events as lines, of which only those in sight are made: ten thousand cost as much as fifty.

const LINE_HEIGHT = 24;
const LINES_AROUND = 8;

class EventList {
  constructor(root, trace, onPick) {
    this.trace = trace;
    this.onPick = onPick;
    this.cursor = 0;
    this.found = new Set();
    this.mark = -1;
    this.shown = trace.events.map((_, index) => index);
    this.failure = failureIndex(trace);
    // Where the box is scrolled to and how high it is, noted when it changes: to ask for it would lay the page out.
    this.top = this.scrolled = 0;
    this.height = 0;
    this.lines = new Map();
    this.box = element("div", "events");
    this.box.id = `${root.closest(".viewer").id}-events`;
    this.box.tabIndex = 0;
    this.box.setAttribute("role", "listbox");
    this.box.setAttribute("aria-label", `Events, in order${trace.place}`);
    this.space = element("div", "space");
    this.box.append(this.space);
    root.append(this.box);
    this.box.addEventListener("scroll", () => {
      this.top = this.scrolled = this.box.scrollTop;
      this.draw();
    });
    new ResizeObserver(([{ contentRect }]) => {
      this.height = contentRect.height;
      this.moveTo(this.cursor);
    }).observe(this.box);
    this.box.addEventListener("click", (event) => {
      const line = event.target.closest("[data-index]");
      if (line) this.onPick(Number(line.dataset.index));
    });
    this.choose(this.shown);
  }

  // Shows these events only.
  choose(indices) {
    this.shown = indices;
    this.space.style.setProperty("height", `${indices.length * LINE_HEIGHT}px`);
    this.moveTo(this.cursor);
  }

  // Puts the cursor there, in sight.
  moveTo(index) {
    this.cursor = index;
    const top = this.rowOf(index) * LINE_HEIGHT;
    if (top < this.top + LINE_HEIGHT || top > this.top + this.height - 2 * LINE_HEIGHT) {
      const last = Math.max(0, this.shown.length * LINE_HEIGHT - this.height);
      this.top = Math.min(last, Math.max(0, Math.round(top - this.height / 2)));
    }
    this.draw();
  }

  rowOf(index) {
    let low = 0;
    let high = this.shown.length - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.shown[middle] < index) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  draw() {
    frames.ask(this, () => {
      if (this.isWhole) return;
      this.paint(Math.floor(this.top / LINE_HEIGHT) - LINES_AROUND, Math.ceil(this.height / LINE_HEIGHT) + 2 * LINES_AROUND);
      if (this.scrolled !== this.top) frames.settle(() => this.scroll());
    });
  }

  scroll() {
    const wanted = this.top;
    this.box.scrollTop = wanted;
    this.top = this.scrolled = this.box.scrollTop;
    if (this.top !== wanted) this.draw();
  }

  paint(first, count) {
    const from = Math.max(0, first);
    const wanted = this.shown.slice(from, from + count);
    const kept = new Map(wanted.map((index) => [index, this.lines.get(index) ?? this.line(index)]));
    wanted.forEach((index, at) => this.place(kept.get(index), index, from + at));
    arrange(this.space, [...kept.values()]);
    this.lines = kept;
    this.box.setAttribute("aria-activedescendant", `${this.box.id}-${this.cursor}`);
  }

  // On paper all of them stand below each other, at once: paper does not wait for a frame.
  showWhole(isWhole) {
    this.isWhole = isWhole;
    if (isWhole) this.paint(0, this.shown.length);
    else this.draw();
  }

  // What may change of a line: where it stands, and whether it is the one looked at, or looked for.
  place(line, index, row) {
    const last = this.trace.events[index - 1];
    line.style.setProperty("top", `${row * LINE_HEIGHT}px`);
    setAttribute(line, "aria-selected", String(index === this.cursor));
    line.classList.toggle("now", index === this.cursor);
    line.classList.toggle("found", this.found.has(index));
    line.classList.toggle("mark", index === this.mark);
    line.firstChild.classList.toggle("same", row > 0 && last?.t_us === this.trace.events[index].t_us);
  }

  line(index) {
    const event = this.trace.events[index];
    const kind = Object.hasOwn(LANE_OF, event.kind) ? event.kind : "other";
    const line = element("div", `line k-${kind} ${toneOf(event)}${isChatter(event) ? " chatter" : ""}`);
    line.id = `${this.box.id}-${index}`;
    line.dataset.index = index;
    line.setAttribute("role", "option");
    line.append(element("span", "t", clockText(event.t_us)), element("span", "lane", laneOf(event)));
    const words = element("span", "words", eventWords(event));
    line.append(words);
    if (index === this.failure) words.append(element("b", "here", " ← failed here"));
    return line;
  }
}

// The last event before the run failed: the time an invariant was broken, or the step that was not met.
const failureIndex = (trace) => {
  const failure = trace.head?.failure;
  if (!failure) return -1;
  const events = trace.events;
  if (Number.isFinite(failure.at_us)) {
    let found = -1;
    events.forEach((event, index) => {
      if (event.t_us <= failure.at_us && event.kind !== "verdict") found = index;
    });
    return found;
  }
  for (let index = events.length - 1; index >= 0; index -= 1) {
    if (events[index].kind === "step" && events[index].fields.line === failure.line) return index;
  }
  return events.length - 1;
};
