// All events as lines, of which only those in sight are made: ten thousand cost as much as fifty.

const LINE_HEIGHT = 24;

class EventList {
  constructor(root, trace, onPick) {
    this.trace = trace;
    this.onPick = onPick;
    this.cursor = 0;
    this.found = new Set();
    this.mark = -1;
    this.shown = trace.events.map((_, index) => index);
    this.box = element("div", "events");
    this.box.id = `${root.closest(".viewer").id}-events`;
    this.box.tabIndex = 0;
    this.box.setAttribute("role", "listbox");
    this.box.setAttribute("aria-label", `Events, in order${trace.place}`);
    this.space = element("div", "space");
    this.space.style.setProperty("height", `${this.shown.length * LINE_HEIGHT}px`);
    this.box.append(this.space);
    root.append(this.box);
    this.box.addEventListener("scroll", () => this.draw());
    new ResizeObserver(() => this.draw()).observe(this.box);
    this.box.addEventListener("click", (event) => {
      const line = event.target.closest("[data-index]");
      if (line) this.onPick(Number(line.dataset.index));
    });
    this.failure = failureIndex(trace);
    this.draw();
  }

  // Shows these events only.
  choose(indices) {
    this.shown = indices;
    this.space.style.setProperty("height", `${indices.length * LINE_HEIGHT}px`);
    this.box.scrollTop = 0;
    this.reveal();
  }

  moveTo(index) {
    this.cursor = index;
    this.reveal();
  }

  reveal() {
    const row = this.rowOf(this.cursor);
    const top = row * LINE_HEIGHT;
    const height = this.box.clientHeight;
    if (top < this.box.scrollTop + LINE_HEIGHT || top > this.box.scrollTop + height - 2 * LINE_HEIGHT) {
      this.box.scrollTop = top - height / 2;
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
    if (this.isAsked) return;
    this.isAsked = true;
    requestAnimationFrame(() => {
      this.isAsked = false;
      this.paint(Math.floor(this.box.scrollTop / LINE_HEIGHT) - 8, Math.ceil(this.box.clientHeight / LINE_HEIGHT) + 16);
    });
  }

  paint(first, count) {
    const from = Math.max(0, first);
    const lines = this.shown.slice(from, from + count).map((index, at) => this.line(index, from + at));
    this.space.replaceChildren(...lines);
    this.box.setAttribute("aria-activedescendant", `${this.box.id}-${this.cursor}`);
  }

  // On paper all of them stand below each other.
  paintAll() {
    this.paint(0, this.shown.length);
  }

  line(index, row) {
    const event = this.trace.events[index];
    const tone = toneOf(event);
    const line = element("div", `line k-${Object.hasOwn(LANE_OF, event.kind) ? event.kind : "other"} ${tone}`);
    line.id = `${this.box.id}-${index}`;
    line.dataset.index = index;
    line.setAttribute("role", "option");
    line.setAttribute("aria-selected", String(index === this.cursor));
    line.style.setProperty("top", `${row * LINE_HEIGHT}px`);
    if (index === this.cursor) line.classList.add("now");
    if (this.found.has(index)) line.classList.add("found");
    if (index === this.mark) line.classList.add("mark");
    if (isChatter(event)) line.classList.add("chatter");
    const last = this.trace.events[index - 1];
    const isSame = last && last.t_us === event.t_us && row > 0;
    line.append(element("span", isSame ? "t same" : "t", clockText(event.t_us)), element("span", "lane", laneOf(event)));
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
