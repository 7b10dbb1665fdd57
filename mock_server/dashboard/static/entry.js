// A request as the journal shows it: a line, and below it, when opened, what else is known of it.

import { h } from "./dom.js";
import { clockTime } from "./format.js";
import { faultsOf, outcomeMark, outcomeOf } from "./marks.js";

/** The line of an entry; `choose` is called with its device, `turn(isOpen)` when its details are opened or closed. */
export class EntryLine {
  #details;
  #isFilled = false;
  #entry;

  constructor(entry, name, choose, turn) {
    this.#entry = entry;
    const who =
      entry.device === ""
        ? h("span", { class: "who" }, "–")
        : h("button", { type: "button", class: "who", on: { click: () => choose(entry.device) } }, name);
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
    this.#details = h("details", {}, h("summary", { "aria-label": `Details of request ${entry.seq}` }, "…"));
    this.#details.addEventListener("toggle", () => {
      this.#fill();
      turn(this.#details.open);
    });
    this.element = h(
      "li",
      { "data-seq": entry.seq, "data-outcome": outcomeOf(entry) },
      h("time", {}, clockTime(entry.time, true)),
      outcomeMark(entry),
      who,
      target,
      h("span", { class: "rest" }, ...rest),
      this.#details,
    );
  }

  show(isOpen) {
    if (this.#details.open === isOpen) return;
    this.#details.open = isOpen;
    this.#fill();
  }

  #fill() {
    if (this.#isFilled || !this.#details.open) return;
    this.#isFilled = true;
    const entry = this.#entry;
    const lines = [["number", entry.seq], ["from", entry.peer], ...Object.entries(entry.headers)];
    this.#details.append(
      h("dl", {}, ...lines.map(([name, value]) => h("div", {}, h("dt", {}, name), h("dd", {}, String(value))))),
    );
  }
}
