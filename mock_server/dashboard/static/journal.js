// The journal: every device request, newest first, with filters. No more rows exist than somebody would read.

import { arrange, h, setAttribute, setText } from "./dom.js";
import { clockTime } from "./format.js";
import { faultsOf, outcomeMark, outcomeOf } from "./marks.js";

const ROWS_AT_ONCE = 100;
const CLASSES = [
  ["", "any answer"],
  ["ok", "2xx, 3xx"],
  ["client", "4xx"],
  ["server", "5xx"],
  ["none", "no answer"],
  ["fault", "with a fault"],
];

export class JournalView {
  #store;
  #rows = new Map();
  #most = ROWS_AT_ONCE;
  #frozenAt = null;
  #paths = new Set();
  #filters;
  #pause;
  #count;
  #list;
  #more;
  #empty;

  constructor(store) {
    this.#store = store;
    this.#build(document.getElementById("journal"));
    store.watch(["journal", "selection", "list"], () => this.render());
    this.render();
  }

  #build(place) {
    const again = () => {
      this.#most = ROWS_AT_ONCE;
      this.render();
    };
    const pick = (label, options) =>
      h(
        "select",
        { "aria-label": label, on: { change: again } },
        ...options.map(([value, text]) => h("option", { value }, text)),
      );
    this.#filters = {
      device: pick("Filter journal by device", [
        ["", "all devices"],
        ["chosen", "chosen device"],
        ["none", "no known device"],
      ]),
      path: pick("Filter journal by path", [["", "any path"]]),
      outcome: pick("Filter journal by answer", CLASSES),
      text: h("input", {
        type: "search",
        placeholder: "Text",
        "aria-label": "Filter journal by text",
        on: { input: again },
      }),
    };
    this.#pause = h("button", { type: "button", class: "far", "aria-pressed": "false" }, "Pause");
    this.#pause.addEventListener("click", () => {
      this.#frozenAt = this.#frozenAt === null ? this.#store.lastSeq : null;
      setAttribute(this.#pause, "aria-pressed", String(this.#frozenAt !== null));
      this.render();
    });
    this.#count = h("span", { class: "count" });
    this.#list = h("ol", { class: "entries", role: "list", "aria-labelledby": "journal-title" });
    this.#more = h(
      "button",
      {
        type: "button",
        on: {
          click: () => {
            this.#most += ROWS_AT_ONCE;
            this.render();
          },
        },
      },
      "Show older",
    );
    this.#empty = h("p", { class: "empty" });
    place.append(
      h("header", {}, h("h2", { id: "journal-title" }, "Journal"), this.#count, this.#pause),
      h("div", { class: "filters" }, ...Object.values(this.#filters)),
      h(
        "div",
        { class: "scroller", tabindex: "0", role: "group", "aria-label": "Entries of the journal" },
        this.#list,
        this.#more,
        this.#empty,
      ),
    );
  }

  render() {
    const entries = this.#store.journal;
    const found = [];
    let hasMore = false;
    for (let index = entries.length - 1; index >= 0; index -= 1) {
      const entry = entries[index];
      if (!this.#fits(entry)) continue;
      if (found.length === this.#most) {
        hasMore = true;
        break;
      }
      found.push(entry);
    }
    const kept = new Map(found.map((entry) => [entry.seq, this.#row(entry)]));
    this.#rows = kept;
    arrange(this.#list, [...kept.values()]);
    this.#more.hidden = !hasMore;
    this.#empty.hidden = found.length > 0;
    setText(
      this.#empty,
      entries.length === 0 ? "No device has asked for anything yet." : "No entry fits these filters.",
    );
    setText(this.#count, this.#store.lastSeq === 0 ? "" : `${this.#store.lastSeq} requests`);
    this.#offerPaths(entries);
  }

  #fits(entry) {
    if (this.#frozenAt !== null && entry.seq > this.#frozenAt) return false;
    const { device, path, outcome, text } = this.#filters;
    if (device.value === "chosen" && entry.device !== this.#store.selected) return false;
    if (device.value === "none" && entry.device !== "") return false;
    if (path.value !== "" && entry.path !== path.value) return false;
    if (outcome.value === "fault" ? entry.fault === "" : outcome.value !== "" && outcomeOf(entry) !== outcome.value)
      return false;
    const wanted = text.value.trim().toLowerCase();
    return wanted === "" || this.#words(entry).toLowerCase().includes(wanted);
  }

  #words(entry) {
    const headers = Object.entries(entry.headers).flat().join(" ");
    return [
      entry.method,
      entry.path,
      entry.query,
      entry.status,
      entry.code,
      entry.device,
      this.#store.nameOf(entry.device),
      entry.peer,
      entry.fault,
      entry.note,
      headers,
    ].join(" ");
  }

  #row(entry) {
    const known = this.#rows.get(entry.seq);
    if (known !== undefined) return known;
    const name =
      entry.device === ""
        ? h("span", { class: "who" }, "–")
        : h(
            "button",
            { type: "button", class: "who", on: { click: () => this.#store.select(entry.device) } },
            this.#store.nameOf(entry.device),
          );
    const rest = [
      ...faultsOf(entry).map((fault) => h("span", { class: "tag fault" }, fault)),
      entry.code === "" ? null : h("span", { class: "code" }, entry.code),
      entry.note === "" ? null : h("span", { class: "note" }, entry.note),
    ];
    const target = h(
      "span",
      { class: "target" },
      h("b", {}, entry.method),
      ` ${entry.path}`,
      entry.query === "" ? null : h("span", { class: "query" }, `?${entry.query}`),
    );
    return h(
      "li",
      { "data-seq": entry.seq, "data-outcome": outcomeOf(entry) },
      h("time", {}, clockTime(entry.time, true)),
      outcomeMark(entry),
      name,
      target,
      h("span", { class: "rest" }, ...rest),
      details(entry),
    );
  }

  #offerPaths(entries) {
    const before = this.#paths.size;
    for (const entry of entries) if (this.#paths.size < 20) this.#paths.add(entry.path);
    if (this.#paths.size === before) return;
    const select = this.#filters.path;
    const chosen = select.value;
    select.replaceChildren(
      h("option", { value: "" }, "any path"),
      ...[...this.#paths].sort().map((path) => h("option", { value: path }, path)),
    );
    select.value = chosen;
  }
}

function details(entry) {
  const lines = [["number", entry.seq], ["from", entry.peer], ...Object.entries(entry.headers)];
  const element = h("details", {}, h("summary", { "aria-label": `Details of request ${entry.seq}` }, "…"));
  element.addEventListener("toggle", () => {
    if (element.childElementCount === 1)
      element.append(
        h("dl", {}, ...lines.map(([name, value]) => h("div", {}, h("dt", {}, name), h("dd", {}, String(value))))),
      );
  });
  return element;
}
