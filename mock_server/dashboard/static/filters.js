// The journal's filters: by device, path, answer and text. What they are set to stands in the address.

import { inAddress, note } from "./address.js";
import { h } from "./dom.js";
import { cut } from "./format.js";
import { outcomeOf } from "./marks.js";

const DEVICES = [
  ["", "all devices"],
  ["chosen", "chosen device"],
  ["none", "no known device"],
];
const ANSWERS = [
  ["", "any answer"],
  ["ok", "2xx, 3xx"],
  ["client", "4xx"],
  ["server", "5xx"],
  ["none", "no answer"],
  ["fault", "with a fault"],
];
const MOST_PATHS = 20;

export class Filters {
  #store;
  #paths = new Set();
  #fields;

  /** `changed` is called after each change. */
  constructor(store, changed) {
    this.#store = store;
    const change = (typed) => {
      note(this.#values(), typed);
      changed();
    };
    const pick = (label, options) =>
      h(
        "select",
        { "aria-label": label, on: { change: () => change(null) } },
        ...options.map(([value, text]) => h("option", { value }, text)),
      );
    this.#fields = {
      of: pick("Filter journal by device", DEVICES),
      path: pick("Filter journal by path", [["", "any path"]]),
      answer: pick("Filter journal by answer", ANSWERS),
      text: h("input", {
        type: "search",
        placeholder: "Text",
        "aria-label": "Filter journal by text",
        on: { input: () => change("text") },
      }),
    };
    this.element = h("div", { class: "filters" }, ...Object.values(this.#fields));
    this.read();
  }

  /** Whether any filter is set. */
  get isSet() {
    return Object.values(this.#values()).some((value) => value !== "");
  }

  /** Set the filters as the address says. */
  read() {
    const path = inAddress("path");
    if (path !== "" && !this.#paths.has(path)) this.#offer(new Set([...this.#paths, path]));
    for (const [name, field] of Object.entries(this.#fields)) field.value = inAddress(name);
    // Of a word that no filter has, none is made.
    for (const field of this.element.querySelectorAll("select")) if (field.selectedIndex < 0) field.selectedIndex = 0;
  }

  /** Offer the paths of these entries. */
  offerPathsOf(entries) {
    const paths = new Set(this.#paths);
    for (const entry of entries) if (paths.size < MOST_PATHS) paths.add(entry.path);
    if (paths.size > this.#paths.size) this.#offer(paths);
  }

  #offer(paths) {
    this.#paths = paths;
    const select = this.#fields.path;
    const chosen = select.value;
    select.replaceChildren(
      h("option", { value: "" }, "any path"),
      ...[...paths].sort().map((path) => h("option", { value: path }, path)),
    );
    select.value = chosen;
  }

  #values() {
    return Object.fromEntries(Object.entries(this.#fields).map(([name, field]) => [name, field.value]));
  }

  /** Give the question whether an entry fits; asked of many entries, so that the fields are read once. */
  test() {
    const { of, path, answer, text } = this.#values();
    const wanted = cut(text.trim()).toLowerCase();
    const selected = this.#store.selected;
    return (entry) => {
      if (of === "chosen" && entry.device !== selected) return false;
      if (of === "none" && entry.device !== "") return false;
      if (path !== "" && entry.path !== path) return false;
      if (answer === "fault" ? entry.fault === "" : answer !== "" && outcomeOf(entry) !== answer) return false;
      return wanted === "" || this.#words(entry).toLowerCase().includes(wanted);
    };
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
}
