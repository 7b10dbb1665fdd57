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
    this.marks = failureMarks(trace);
    // Where the box is scrolled to and how high it is, noted when it changes: to ask for it would lay the page out.
    this.top = this.scrolled = 0;
    this.height = 0;
    this.box = element("div", "events");
    this.box.id = `${root.closest(".viewer").id}-events`;
    this.box.tabIndex = 0;
    this.box.setAttribute("role", "listbox");
    this.box.setAttribute("aria-label", `Events, in order${trace.place}`);
    this.space = element("div", "space");
    this.lines = new Keyed(this.space);
    this.box.append(this.space);
    root.append(this.box);
    this.box.addEventListener("scroll", () => {
      // Told late of where the list itself has scrolled to: the cursor may be elsewhere by now.
      if (this.box.scrollTop === this.scrolled) return;
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
    this.lines.show(wanted.map((index) => [index, index]), (index, free) => this.line(index, free ?? this.emptyLine()));
    wanted.forEach((index, at) => this.place(this.lines.made.get(index), index, from + at));
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

  line(index, line) {
    const event = this.trace.events[index];
    const kind = Object.hasOwn(LANE_OF, event.kind) ? event.kind : "other";
    line.className = `line k-${kind} ${toneOf(event)}${isChatter(event) ? " chatter" : ""}`;
    line.id = `${this.box.id}-${index}`;
    line.dataset.index = index;
    const [time, lane] = line.children;
    setText(time, clockText(event.t_us));
    setText(lane, laneOf(event));
    setText(line.lastChild, eventWords(event));
    line.lastChild.title = eventWords(event);
    line.querySelector(".here")?.remove();
    // Before the words, which are cut where there is no room for all of them.
    if (this.marks.has(index)) lane.after(element("b", "here", this.marks.get(index)));
    return line;
  }

  emptyLine() {
    const line = element("div");
    line.setAttribute("role", "option");
    line.append(element("span", "t"), element("span", "lane"), element("span", "words"));
    return line;
  }
}
