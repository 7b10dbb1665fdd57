// One device's conversation as a message sequence: two lifelines, an arrow each way, faults where they struck.

import { admin } from "./api.js";
import { arrange, h, setText, sparingly } from "./dom.js";
import { clockTime, duration, many } from "./format.js";
import { faultsOf, outcomeOf } from "./marks.js";
import { JOURNAL_MOST } from "./store.js";
import { Timeline } from "./timeline.js";

const EXCHANGES_AT_ONCE = 30;
const DRAW_EVERY_MS = 250;
const GAP_S = 60;
// Of several kinds of fault the arrow shows the gravest.
const GRAVEST_FIRST = ["reply-lost", "broken", "late", "made"];
const UNKNOWN = "made";

export class SequenceView {
  #store;
  #most = EXCHANGES_AT_ONCE;
  #items = new Map();
  #device = null;
  /** The device whose earlier requests were asked for. */
  #asked = null;
  /** What the journal of this page no longer holds of the device. */
  #earlier = [];
  /** The entry up to which those were asked for. */
  #askedTo = 0;
  #title = h("h2", { id: "conversation-title" }, "Conversation");
  #whose = h("span", { class: "count" });
  #list = h("ol", { class: "exchanges", role: "list", "aria-labelledby": "conversation-title" });
  #older = h("button", { type: "button" }, "Show older");
  #empty = h("p", { class: "empty" });
  #lanes = h(
    "div",
    { class: "lanes", "aria-hidden": "true" },
    h("span"),
    h("span", {}, "device"),
    h("span", {}, "server"),
  );
  #fleet = h("button", { type: "button", class: "far" }, "All devices");
  #timeline;
  #scroller;

  constructor(store, act) {
    this.#store = store;
    this.#older.addEventListener("click", () => {
      this.#most += EXCHANGES_AT_ONCE;
      act(() => this.#fetch());
      this.#render();
    });
    store.watch(["selection", "list"], () => {
      const id = store.devices.has(store.selected) ? store.selected : null;
      if (id === this.#asked) return;
      this.#asked = id;
      this.#earlier = [];
      if (id !== null) act(() => this.#fetch());
    });
    this.#timeline = new Timeline(store);
    this.#fleet.addEventListener("click", () => {
      store.select(null);
      this.#scroller.focus();
    });
    this.#scroller = h(
      "div",
      { class: "scroller", tabindex: "0", role: "group", "aria-label": "Messages between devices and server" },
      this.#timeline.element,
      this.#lanes,
      this.#older,
      this.#list,
      this.#empty,
    );
    document.getElementById("conversation").append(h("header", {}, this.#title, this.#whose, this.#fleet), this.#scroller);
    const render = () => this.#render();
    store.watch(["selection", "list"], render);
    store.watch(["journal"], sparingly(() => store.turn(render), DRAW_EVERY_MS));
    store.watch(["journal"], () => {
      // What the page holds no longer, and had not been there when it was asked.
      if (this.#asked !== null && store.journal.length > 0 && store.journal[0].seq > this.#askedTo + 1) act(() => this.#fetch());
    });
    this.#render();
  }

  async #fetch() {
    const id = this.#store.selected;
    this.#askedTo = this.#store.lastSeq;
    const { entries } = await admin("GET", `journal?device=${encodeURIComponent(id)}&last=${this.#most + 1}`);
    if (id !== this.#store.selected) return;
    this.#earlier = entries;
    this.#render();
  }

  #entries(id) {
    if (id === null) return [];
    const live = this.#store.journal.filter((entry) => entry.device === id);
    const first = live[0]?.seq ?? Infinity;
    return [...this.#earlier.filter((entry) => entry.seq < first && entry.seq <= this.#store.lastSeq), ...live];
  }

  #render() {
    const id = this.#store.selected;
    if (id !== this.#device) this.#most = EXCHANGES_AT_ONCE;
    // Measured only where it matters: to measure lays the page out.
    const isAtEnd =
      id !== this.#device ||
      id === null ||
      this.#scroller.scrollTop + this.#scroller.clientHeight > this.#scroller.scrollHeight - 40;
    this.#device = id;
    const all = this.#entries(id);
    const shown = all.slice(-this.#most);
    const kept = new Map(shown.map((entry, index) => [entry, this.#item(entry, shown[index - 1])]));
    this.#items = kept;
    arrange(this.#list, [...kept.values()]);
    this.#older.hidden = shown.length === all.length;
    this.#lanes.hidden = this.#list.hidden = shown.length === 0;
    this.#timeline.element.hidden = id !== null || this.#timeline.isEmpty;
    this.#empty.hidden = shown.length > 0 || !this.#timeline.element.hidden;
    this.#fleet.hidden = id === null;
    setText(this.#title, id === null ? "Timeline" : "Conversation");
    setText(this.#whose, id === null ? `all devices, newest ${many(JOURNAL_MOST)} requests` : this.#store.nameOf(id));
    setText(
      this.#empty,
      id === null ? "No device has asked for anything yet." : "Nothing said yet.",
    );
    if (id !== null && isAtEnd) this.#scroller.scrollTop = this.#scroller.scrollHeight;
  }

  #item(entry, before) {
    const known = this.#items.get(entry);
    if (known !== undefined) return known;
    const pause = before === undefined ? 0 : entry.time - before.time;
    const gap =
      Math.abs(pause) < GAP_S
        ? null
        : h("p", { class: "gap" }, pause > 0 ? `${duration(pause)} later` : `clock set back ${duration(pause)}`);
    return h(
      "li",
      { "data-outcome": outcomeOf(entry), "data-fault": entry.fault === "" ? null : entry.fault },
      gap,
      h("time", {}, clockTime(entry.time)),
      h("div", { class: "messages" }, ...messages(entry, this.#store.offer.faults)),
    );
  }
}

/** The messages of one exchange; `shown` says how each kind of fault is shown. */
function messages(entry, shown) {
  const struck = faultsOf(entry).map((kind) => shown[kind] ?? { fate: UNKNOWN, words: kind.replaceAll("_", " ") });
  const stopped = struck.find(({ fate }) => fate === "request-lost");
  const request = `${entry.method} ${entry.path.replace(/^\/api\/device\//, "…/")}`;
  if (stopped !== undefined) return [arrow("to-server", request, ["lost", stopped.words])];
  const gravest = GRAVEST_FIRST.find((fate) => struck.some((each) => each.fate === fate));
  const how = gravest === "reply-lost" ? "lost" : gravest;
  const fate = gravest === undefined ? undefined : [how, struck.map(({ words }) => words).join(", ")];
  const answer = [entry.status === null ? "" : String(entry.status), entry.code]
    .filter((part) => part !== "")
    .join(" ");
  const all = [
    arrow("to-server", request),
    arrow(
      "to-device",
      answer === "" ? "no answer" : answer,
      fate ?? (entry.status === null ? ["lost", ""] : undefined),
    ),
  ];
  if (entry.note !== "") all.push(h("p", { class: "aside" }, entry.note));
  return all;
}

function arrow(direction, label, fate) {
  const [how, words] = fate ?? ["whole", ""];
  const spoken = direction === "to-server" ? "device to server: " : "server to device: ";
  return h(
    "p",
    { class: `arrow ${direction}`, "data-how": how },
    h(
      "span",
      { class: "label" },
      h("span", { class: "unseen" }, spoken),
      label,
      words === "" ? null : h("span", { class: "fate" }, words),
    ),
    h("span", { class: "line", "aria-hidden": "true" }),
  );
}
