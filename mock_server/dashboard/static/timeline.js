// The fleet's timeline, where no device is chosen: a line for each device that asked for something, and one for all.

import { arrange, h, setText, sparingly } from "./dom.js";
import { clockTime, duration, many } from "./format.js";
import { outcomeOf } from "./marks.js";

const LANES_AT_ONCE = 50;
const COLUMNS = 120;
const DRAW_EVERY_MS = 250;
const SVG = "http://www.w3.org/2000/svg";
// How high and how low each stands, in tenths: nobody has to tell colours apart. The gravest is drawn last.
const MARKS = {
  ok: { top: 6, height: 4, words: "answered" },
  client: { top: 3, height: 7, words: "refused (4xx)" },
  server: { top: 0, height: 10, words: "failed (5xx)" },
  none: { top: 0, height: 6, words: "no answer" },
  fault: { top: 0, height: 3, words: "struck by a fault" },
};

export class Timeline {
  #store;
  #lanes = new Map();
  #most = LANES_AT_ONCE;
  #all = new Lane(h("span", { class: "who" }, "all devices"));
  #list = h("ol", { class: "timeline", role: "list", "aria-label": "Requests of each device in the course of time" });
  #axis = h("p", { class: "axis", "aria-hidden": "true" }, h("span"), h("span"), h("span"));
  #more = h("button", { type: "button" });
  #legend = h(
    "p",
    { class: "legend" },
    ...Object.entries(MARKS).map(([kind, { words }]) => h("span", { "data-kind": kind }, sample(kind), words)),
  );

  constructor(store) {
    this.#store = store;
    this.#more.addEventListener("click", () => {
      this.#most += LANES_AT_ONCE;
      this.#draw();
    });
    this.element = h("div", {}, this.#legend, this.#axis, this.#list, this.#more);
    const draw = () => this.#draw();
    store.watch(["journal", "selection", "list"], sparingly(() => store.turn(draw), DRAW_EVERY_MS));
  }

  get isEmpty() {
    return this.#store.journal.length === 0;
  }

  #draw() {
    const store = this.#store;
    this.element.hidden = store.selected !== null || this.isEmpty;
    if (this.element.hidden) return;
    const entries = store.newest();
    let [first, last] = [Infinity, -Infinity];
    for (const { time } of entries) [first, last] = [Math.min(first, time), Math.max(last, time)];
    const byDevice = new Map();
    // Newest first: who spoke last stands above.
    for (let index = entries.length - 1; index >= 0; index -= 1) {
      const { device } = entries[index];
      if (!byDevice.has(device)) byDevice.set(device, []);
      byDevice.get(device).push(entries[index]);
    }
    const place = ({ time }) => Math.min(COLUMNS - 1, Math.floor(((time - first) / (last - first || 1)) * COLUMNS));
    this.#all.show("all devices", entries, place);
    const shown = [...byDevice].slice(0, this.#most);
    const kept = new Map(shown.map(([id]) => [id, this.#lanes.get(id) ?? this.#lane(id)]));
    this.#lanes = kept;
    for (const [id, own] of shown) kept.get(id).show(id === "" ? "no known device" : store.nameOf(id), own, place);
    arrange(this.#list, [this.#all.element, ...[...kept.values()].map((lane) => lane.element)]);
    const [begin, middle, end] = this.#axis.children;
    setText(begin, clockTime(first));
    setText(middle, duration(last - first));
    setText(end, clockTime(last));
    this.#more.hidden = byDevice.size <= this.#most;
    setText(this.#more, `Show more of ${many(byDevice.size)} devices`);
  }

  #lane(id) {
    if (id === "") return new Lane(h("span", { class: "who" }));
    return new Lane(h("button", { type: "button", class: "who", on: { click: () => this.#store.select(id) } }));
  }
}

class Lane {
  #who;
  #words = h("span", { class: "count" });
  #paths = new Map(Object.keys(MARKS).map((kind) => [kind, document.createElementNS(SVG, "path")]));

  constructor(who) {
    this.#who = who;
    const drawing = document.createElementNS(SVG, "svg");
    for (const [name, value] of [
      ["viewBox", `0 0 ${COLUMNS} 10`],
      ["preserveAspectRatio", "none"],
      ["aria-hidden", "true"],
    ])
      drawing.setAttribute(name, value);
    for (const [kind, path] of this.#paths) {
      path.setAttribute("data-kind", kind);
      drawing.append(path);
    }
    this.element = h("li", {}, who, drawing, this.#words);
  }

  show(name, entries, place) {
    setText(this.#who, name);
    const columns = new Map(Object.keys(MARKS).map((kind) => [kind, new Set()]));
    const counts = { ok: 0, client: 0, server: 0, none: 0, fault: 0 };
    for (const entry of entries) {
      const at = place(entry);
      const kinds = entry.fault === "" ? [outcomeOf(entry)] : [outcomeOf(entry), "fault"];
      for (const kind of kinds) {
        columns.get(kind).add(at);
        counts[kind] += 1;
      }
    }
    for (const [kind, path] of this.#paths) path.setAttribute("d", drawn(columns.get(kind), MARKS[kind]));
    const rest = Object.entries(counts).filter(([kind, count]) => kind !== "ok" && count > 0);
    const words = [`${many(entries.length)} ${entries.length === 1 ? "request" : "requests"}`];
    words.push(...rest.map(([kind, count]) => `${many(count)} ${MARKS[kind].words}`));
    setText(this.#words, words.join(", "));
  }
}

/** Columns next to each other are one box. */
function drawn(columns, { top, height }) {
  const sorted = [...columns].sort((one, other) => one - other);
  let text = "";
  for (let index = 0; index < sorted.length; ) {
    const start = sorted[index];
    let end = start + 1;
    for (index += 1; sorted[index] === end; index += 1) end += 1;
    text += `M${start} ${top}H${end}V${top + height}H${start}Z`;
  }
  return text;
}

function sample(kind) {
  const drawing = document.createElementNS(SVG, "svg");
  drawing.setAttribute("viewBox", "0 0 10 10");
  drawing.setAttribute("aria-hidden", "true");
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("data-kind", kind);
  const { top, height } = MARKS[kind];
  path.setAttribute("d", `M0 ${top}H10V${top + height}H0Z`);
  drawing.append(path);
  return drawing;
}
