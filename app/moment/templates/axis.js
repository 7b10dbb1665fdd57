// The time axis: lanes of events on a true scale, with a cursor. Stretches that are folded say how long they are.

const LANE_HEIGHT = 22;
const RULER_HEIGHT = 24;
const LABEL_WIDTH = 118;
// So far from each other are times where no others are.
const FAR_LABELS = 150;
// A fault is seen among thousands of good answers.
const FAULT_WIDTH = 7;
// Half of that, and a little more for a hand.
const MARK_REACH = 4;
// Beside the run, in parts of its length: what its last stretch is called may stand behind it.
const ROOM_BEFORE = 0.02;
const ROOM_AFTER = 0.06;
const ROOM = 1 + ROOM_BEFORE + ROOM_AFTER;
// Of events at one point the gravest is seen.
const RANKS = { bad: 3, warn: 2, good: 1, "": 0 };
const STEPS_US = [1, 2, 5, 10, 20, 50, 100, 200, 500].flatMap((each) => [each, each * 1000])
  .concat([1e6, 2e6, 5e6, 1e7, 3e7, 6e7, 3e8, 6e8, 1.8e9, 3.6e9, 1.08e10, 4.32e10, 8.64e10, 6.048e11])
  .sort((a, b) => a - b);

class Axis {
  constructor(root, trace, onPick) {
    this.root = root;
    this.trace = trace;
    this.onPick = onPick;
    this.isFolded = true;
    this.cursor = 0;
    this.marks = [];
    this.canvas = element("canvas", "axis");
    this.canvas.setAttribute("role", "img");
    this.canvas.setAttribute("aria-label", `Time axis with a lane for each kind of event; the list below says the same${trace.place}`);
    // An element of its own, moved without painting: a step redraws none of the events.
    this.pointer = element("div", "pointer");
    root.append(this.canvas, this.pointer);
    this.bands = bandsOf(trace.events);
    this.lanes = LANES.filter(([name]) => name !== "rules" || this.breaks.length);
    const rows = new Map(this.lanes.map(([name], row) => [name, row]));
    this.reads = trace.events.map((event) => ({
      row: rows.get(laneOf(event)), tone: toneOf(event), isFault: Boolean(event.fields.fault), isSmall: isChatter(event),
      // A band says how far a clock is off: that it grows is seen there.
      isBand: event.kind === "state" && laneOf(event) === "clock",
    }));
    this.rescale();
    new ResizeObserver(() => this.fit()).observe(this.canvas);
    this.listen();
  }

  get breaks() {
    const failure = this.trace.head?.failure;
    return failure && Number.isFinite(failure.at_us) ? [failure.at_us] : [];
  }

  rescale() {
    this.scale = new Scale(this.trace.events, this.isFolded);
    this.places = this.trace.events.map((event) => this.scale.place(event.t_us));
    this.bandPlaces = this.bands.map(({ from, to }) => [from, Math.min(to, this.end)].map((us) => this.scale.place(us)));
    this.showAll();
  }

  showAll() {
    this.from = -ROOM_BEFORE * this.scale.length;
    this.shown = ROOM * this.scale.length;
    this.draw();
  }

  fold(isFolded) {
    this.isFolded = isFolded;
    this.rescale();
    this.reveal();
  }

  fit() {
    const ratio = window.devicePixelRatio || 1;
    this.width = this.canvas.clientWidth;
    this.height = RULER_HEIGHT + this.lanes.length * LANE_HEIGHT + 6;
    this.canvas.style.setProperty("height", `${this.height}px`);
    this.canvas.width = Math.round(this.width * ratio);
    this.canvas.height = Math.round(this.height * ratio);
    this.pen = this.canvas.getContext("2d");
    this.pen.setTransform(ratio, 0, 0, ratio, 0, 0);
    this.draw();
  }

  x(place) {
    return LABEL_WIDTH + ((place - this.from) / this.shown) * (this.width - LABEL_WIDTH);
  }

  placeAt(x) {
    return this.from + ((x - LABEL_WIDTH) / (this.width - LABEL_WIDTH)) * this.shown;
  }

  zoom(factor, x = this.x(this.places[this.cursor] ?? 0)) {
    const held = this.placeAt(Math.max(LABEL_WIDTH, x));
    const shown = Math.min(ROOM * this.scale.length, Math.max(2e-5, this.shown * factor));
    this.from = held - (held - this.from) * (shown / this.shown);
    this.shown = shown;
    this.pan(0);
  }

  pan(by) {
    const least = -ROOM_BEFORE * this.scale.length;
    this.from = Math.min(Math.max(least, this.from + by), (1 + ROOM_AFTER) * this.scale.length - this.shown);
    this.from = Math.max(least, this.from);
    this.draw();
  }

  moveTo(index) {
    this.cursor = index;
    this.reveal();
  }

  // Keeps the cursor in sight; draws only if the axis has to move for that.
  reveal() {
    const place = this.places[this.cursor] ?? 0;
    if (place >= this.from && place <= this.from + this.shown) {
      this.point();
      return;
    }
    this.from = place - this.shown / 2;
    this.pan(0);
  }

  // Puts the cursor where it belongs.
  point() {
    if (!this.width) return;
    const x = this.x(this.places[this.cursor] ?? 0);
    this.pointer.classList.toggle("away", x < LABEL_WIDTH || x > this.width);
    this.pointer.style.setProperty("transform", `translateX(${x - 0.75}px)`);
  }

  listen() {
    this.canvas.addEventListener("wheel", (event) => {
      event.preventDefault();
      if (event.shiftKey || Math.abs(event.deltaX) > Math.abs(event.deltaY)) {
        this.pan(((event.deltaX || event.deltaY) / this.width) * this.shown);
      } else this.zoom(Math.exp(event.deltaY / 400), event.offsetX);
    }, { passive: false });
    let held = null;
    this.canvas.addEventListener("pointerdown", (event) => {
      held = { x: event.offsetX, from: this.from, isMoved: false };
      this.canvas.setPointerCapture(event.pointerId);
    });
    this.canvas.addEventListener("pointermove", (event) => {
      if (!held) return;
      const by = event.offsetX - held.x;
      if (Math.abs(by) > 3) held.isMoved = true;
      if (!held.isMoved) return;
      this.from = held.from;
      this.pan((-by / (this.width - LABEL_WIDTH)) * this.shown);
    });
    this.canvas.addEventListener("pointerup", (event) => {
      if (held && !held.isMoved) this.pick(event.offsetX, event.offsetY);
      held = null;
    });
  }

  // What somebody points at: of the marks of that lane that reach there the one that is drawn over the others, else the
  // nearest event, in that lane if there is one near.
  pick(x, y) {
    const row = Math.floor((y - RULER_HEIGHT) / LANE_HEIGHT);
    const found = { index: -1, worth: -1, away: Infinity };
    this.places.forEach((place, index) => {
      const { row: at, tone, isFault } = this.reads[index];
      const across = Math.abs(this.x(place) - x);
      const worth = at !== row || across > MARK_REACH ? -1 : isFault ? Infinity : RANKS[tone];
      const away = across + (at === row ? 0 : 12);
      if (worth > found.worth || (worth === found.worth && away < found.away)) Object.assign(found, { index, worth, away });
    });
    if (found.index >= 0) this.onPick(found.index);
  }

  draw() {
    if (this.pen) frames.ask(this, () => this.paint());
  }

  paint() {
    const style = getComputedStyle(this.canvas);
    const colours = new Map();
    const colour = (name) => {
      if (!colours.has(name)) colours.set(name, style.getPropertyValue(`--${name}`).trim());
      return colours.get(name);
    };
    const tones = { "": colour("accent"), good: colour("good"), bad: colour("bad"), warn: colour("warn") };
    const pen = this.pen;
    pen.clearRect(0, 0, this.width, this.height);
    pen.font = "11px system-ui, sans-serif";
    pen.textBaseline = "middle";
    this.paintLanes(pen, colour);
    pen.save();
    pen.beginPath();
    pen.rect(LABEL_WIDTH, 0, this.width - LABEL_WIDTH, this.height);
    pen.clip();
    this.paintFolds(pen, colour);
    // Below what is written in the lanes: its lines would strike the words through.
    this.paintRuler(pen, colour);
    this.paintBands(pen, colour);
    this.paintEvents(pen, tones);
    this.paintMarks(pen, colour);
    pen.restore();
    this.point();
  }

  laneTop(name) {
    return RULER_HEIGHT + this.lanes.findIndex(([each]) => each === name) * LANE_HEIGHT;
  }

  paintLanes(pen, colour) {
    this.lanes.forEach(([, title], row) => {
      const top = RULER_HEIGHT + row * LANE_HEIGHT;
      pen.fillStyle = colour(row % 2 ? "card" : "soft");
      pen.fillRect(0, top, this.width, LANE_HEIGHT);
      pen.fillStyle = colour("muted");
      pen.textAlign = "left";
      pen.fillText(title, 8, top + LANE_HEIGHT / 2);
    });
  }

  paintBands(pen, colour) {
    const tops = new Map(this.lanes.map(([name]) => [name, this.laneTop(name)]));
    const drawn = new Map();
    const taken = this.marksByRow();
    this.bands.forEach(({ lane, tone, text, last = text, to: toUs }, index) => {
      const [from, to] = this.bandPlaces[index];
      const left = Math.max(LABEL_WIDTH, this.x(from));
      const right = Math.min(this.width, this.x(to));
      if (right < LABEL_WIDTH || left > this.width || !tops.has(lane)) return;
      // Of thousands that are less than a pixel wide one is drawn at each place.
      const key = `${lane} ${tone}`;
      if (right - left < 1 && Math.round(left) === drawn.get(key)) return;
      drawn.set(key, Math.round(left));
      const top = tops.get(lane);
      pen.fillStyle = colour(tone);
      pen.fillRect(left, top + 3, Math.max(1, right - left), LANE_HEIGHT - 6);
      if (right - left > 7 * text.length) {
        const width = pen.measureText(text).width;
        const at = freePlace(taken[this.lanes.findIndex(([name]) => name === lane)], left + 5, width);
        if (at + width > right) return;
        pen.fillStyle = colour("ink");
        pen.textAlign = "left";
        pen.fillText(text, at, top + LANE_HEIGHT / 2);
      } else if (toUs === Infinity && right + pen.measureText(last).width + 4 <= this.width) {
        pen.fillStyle = colour(this.lanes.findIndex(([name]) => name === lane) % 2 ? "card" : "soft");
        pen.fillRect(right + 2, top + 3, pen.measureText(last).width + 4, LANE_HEIGHT - 6);
        pen.fillStyle = colour("muted");
        pen.textAlign = "left";
        pen.fillText(last, right + 4, top + LANE_HEIGHT / 2);
      }
    });
  }

  // Where marks of events in sight stand in each lane, from left to right.
  marksByRow() {
    const rows = this.lanes.map(() => []);
    const [first, last] = this.visible();
    for (let index = first; index < last; index += 1) {
      const { row, isBand } = this.reads[index];
      if (!isBand) rows[row]?.push(Math.round(this.x(this.places[index])));
    }
    return rows;
  }

  get end() {
    const events = this.trace.events;
    return events.length ? events[events.length - 1].t_us : 0;
  }

  paintFolds(pen, colour) {
    this.taken = [];
    for (const piece of this.scale.pieces) {
      if (!piece.isFold) continue;
      const left = this.x(piece.place);
      const right = this.x(piece.place + piece.length);
      if (right < LABEL_WIDTH || left > this.width) continue;
      pen.fillStyle = colour("fold");
      pen.fillRect(left, RULER_HEIGHT, right - left, this.height);
      const text = spanText(piece.to - piece.from);
      if (right - left > 6 * text.length) {
        pen.fillStyle = colour("muted");
        pen.textAlign = "center";
        pen.fillText(`… ${text} …`, (left + right) / 2, RULER_HEIGHT / 2);
        this.taken.push([left, right]);
      }
    }
  }

  paintRuler(pen, colour) {
    pen.strokeStyle = colour("line");
    pen.fillStyle = colour("muted");
    pen.textAlign = "left";
    let free = -Infinity;
    this.paintEnd(pen);
    const labels = [...this.taken];
    for (const piece of this.scale.pieces) {
      if (piece.isFold) continue;
      const left = this.x(piece.place);
      const right = this.x(piece.place + piece.length);
      if (right < LABEL_WIDTH || left > this.width) continue;
      const pixels = (right - left) / (piece.to - piece.from);
      const step = STEPS_US.find((each) => each * pixels >= 84) ?? STEPS_US[STEPS_US.length - 1];
      const seen = this.scale.us(Math.max(piece.place, this.placeAt(LABEL_WIDTH)));
      for (let us = Math.ceil(seen / step) * step; us <= piece.to; us += step) {
        const x = this.x(this.scale.place(us));
        if (x > this.width) break;
        pen.beginPath();
        pen.moveTo(x, RULER_HEIGHT - 5);
        pen.lineTo(x, this.height);
        pen.stroke();
        const text = clockText(us, step < 1000);
        const end = x + pen.measureText(text).width + 12;
        if (x < free || this.taken.some(([from, to]) => x < to && end > from)) continue;
        pen.fillText(text, x + 3, RULER_HEIGHT / 2);
        free = end;
        labels.push([x, end]);
      }
    }
    this.paintFarLabels(pen, labels);
  }

  // When the run ended is said before any other time is.
  paintEnd(pen) {
    const end = this.x(this.scale.place(this.end));
    if (end < LABEL_WIDTH || end > this.width) return;
    const text = secondsText(this.end);
    const width = pen.measureText(text).width;
    // Behind the end, or before it where there is no room: the cursor often stands there.
    const left = end + width + 4 <= this.width ? end + 3 : end - width - 4;
    if (this.taken.some(([from, to]) => left < to && left + width > from)) return;
    pen.beginPath();
    pen.moveTo(end, RULER_HEIGHT - 5);
    pen.lineTo(end, RULER_HEIGHT);
    pen.stroke();
    pen.fillText(text, left, RULER_HEIGHT / 2);
    this.taken.push([left - 12, left + width]);
  }

  // Where folds stand so close that no round time falls between them, the axis says all the same when that was.
  paintFarLabels(pen, labels) {
    this.labels = labels.length;
    for (let x = LABEL_WIDTH + 4; x < this.width; x += FAR_LABELS) {
      const place = this.placeAt(x);
      if (place < 0 || place > this.scale.length) continue;
      const text = secondsText(this.scale.us(place));
      const end = x + pen.measureText(text).width + 12;
      if (end > this.width || labels.some(([from, to]) => x < to && end > from)) continue;
      pen.beginPath();
      pen.moveTo(x, RULER_HEIGHT - 5);
      pen.lineTo(x, RULER_HEIGHT);
      pen.stroke();
      pen.fillText(text, x + 3, RULER_HEIGHT / 2);
      this.labels += 1;
    }
  }

  paintEvents(pen, tones) {
    const drawn = new Map();
    // Over all others.
    const faults = [];
    const [first, last] = this.visible();
    for (let index = first; index < last; index += 1) {
      const { row, tone, isFault, isSmall, isBand } = this.reads[index];
      if (isBand) continue;
      const x = Math.round(this.x(this.places[index]));
      // Of events at one point of a lane only the worst is drawn.
      const key = x * 16 + row;
      const rank = RANKS[tone];
      if ((drawn.get(key) ?? -1) >= rank) continue;
      drawn.set(key, rank);
      const top = RULER_HEIGHT + row * LANE_HEIGHT;
      pen.fillStyle = tones[tone];
      pen.globalAlpha = isSmall ? 0.35 : 1;
      // Told apart by form as well as by colour: what went wrong is tall and wide.
      if (isFault) faults.push([x, top, tone]);
      else if (tone === "bad") pen.fillRect(x - 2, top + 2, 5, LANE_HEIGHT - 4);
      else if (tone === "warn") pen.fillRect(x - 1, top + 4, 3, LANE_HEIGHT - 8);
      else pen.fillRect(x - 1, top + 6, 2, LANE_HEIGHT - 12);
    }
    pen.globalAlpha = 1;
    for (const [x, top, tone] of faults) {
      pen.fillStyle = tones[tone];
      pen.fillRect(x - 3, top + 3, FAULT_WIDTH, LANE_HEIGHT - 6);
    }
    for (const us of this.breaks) {
      const x = this.x(this.scale.place(us));
      pen.fillStyle = tones.bad;
      pen.fillRect(x - 2, this.laneTop("rules") + 2, 5, LANE_HEIGHT - 4);
    }
  }

  visible() {
    const edge = (value) => {
      let low = 0;
      let high = this.places.length;
      while (low < high) {
        const middle = (low + high) >> 1;
        if (this.places[middle] < value) low = middle + 1;
        else high = middle;
      }
      return low;
    };
    return [edge(this.from), edge(this.from + this.shown)];
  }

  paintMarks(pen, colour) {
    pen.strokeStyle = colour("bad");
    pen.lineWidth = 1.5;
    for (const mark of this.marks) {
      const x = this.x(this.places[mark] ?? 0);
      pen.beginPath();
      pen.moveTo(x, 2);
      pen.lineTo(x, this.height);
      pen.stroke();
    }
    pen.lineWidth = 1;
  }
}

// The first place from `at` on where words of that width stand between these marks, and none strikes them through.
const freePlace = (marks, at, width) => {
  let free = at;
  for (const mark of marks) {
    if (mark - FAULT_WIDTH / 2 > free + width) break;
    free = Math.max(free, mark + FAULT_WIDTH / 2 + 1);
  }
  return free;
};
