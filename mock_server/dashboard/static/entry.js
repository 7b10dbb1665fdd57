// A request as the journal shows it: a line, and below it, when opened, what else is known of it.

import { admin, ApiError } from "./api.js";
import { asCurl } from "./curl.js";
import { copyText } from "./copy.js";
import { h, setText } from "./dom.js";
import { bytes, clockTime, duration, many } from "./format.js";
import { faultsOf, outcomeMark, outcomeOf } from "./marks.js";

/**
 * The line of an entry; `choose` is called with its device, `turn(isOpen)` when its details are opened or closed.
 * Bodies are kept of the newest `kept` requests.
 */
export class EntryLine {
  #details;
  #who;
  #isFilled = false;
  #entry;
  #kept;

  constructor(entry, kept, choose, turn) {
    this.#entry = entry;
    this.#kept = kept;
    this.#who =
      entry.device === ""
        ? h("span", { class: "who" }, "–")
        : h("button", { type: "button", class: "who", on: { click: () => choose(entry.device) } });
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
    const summary = h("summary", { "aria-label": `Details of request ${entry.seq}` }, "…");
    // Not left to the browser: it tells of it later, and the line may have been shown anew until then.
    summary.addEventListener("click", (event) => {
      event.preventDefault();
      turn(!this.#details.open);
    });
    this.#details = h("details", {}, summary);
    this.element = h(
      "li",
      { "data-seq": entry.seq, "data-outcome": outcomeOf(entry) },
      h("time", {}, clockTime(entry.time, true)),
      outcomeMark(entry),
      this.#who,
      target,
      h("span", { class: "rest" }, ...rest),
      this.#details,
    );
  }

  /** `name` is that of its device, which may become known later than the entry. */
  show(isOpen, name) {
    if (this.#entry.device !== "") setText(this.#who, name);
    if (this.#details.open === isOpen) return;
    this.#details.open = isOpen;
    this.#fill();
  }

  #fill() {
    if (this.#isFilled || !this.#details.open) return;
    this.#isFilled = true;
    const entry = this.#entry;
    const lines = [["number", entry.seq], ["from", entry.peer], ...Object.entries(entry.headers)];
    const facts = h("dl", {}, ...lines.map(fact));
    const said = h("div", { class: "said" });
    // In place of what an earlier try has left.
    this.#details.replaceChildren(this.#details.firstChild, facts, said);
    admin("GET", `journal/${entry.seq}`).then(
      (exchange) => {
        if (exchange.took !== null) facts.append(fact(["answered in", tookWords(exchange.took)]));
        said.append(...messages(exchange, this.#kept));
      },
      (error) => {
        if (!(error instanceof ApiError)) throw error;
        // It is asked for again when it is opened again.
        this.#isFilled = false;
        setText(said, `Bodies cannot be read: ${error.message}.`);
      },
    );
  }
}

function fact([name, value]) {
  return h("div", {}, h("dt", {}, name), h("dd", {}, String(value)));
}

function tookWords(seconds) {
  return seconds < 1 ? `${(seconds * 1000).toFixed(seconds < 0.01 ? 1 : 0)} ms` : duration(seconds);
}

/** Both messages, and what copies the request; those of the newest `kept` requests are known. */
function messages({ entry, request, answer }, kept) {
  if (request === null)
    return [h("p", { class: "hint" }, `Bodies are kept of the newest ${many(kept)} requests since the server's start.`)];
  const copied = h("span", { class: "copied", role: "status" });
  const copy = h("button", { type: "button" }, "Copy as curl");
  copy.addEventListener("click", async () => {
    const done = await copyText(asCurl(entry, request, location.origin));
    setText(copied, !done ? "cannot be copied" : request.text === null || !request.is_whole ? "copied without the body" : "copied; secrets are cut");
  });
  const fields = answer === null ? [] : Object.entries(answer.headers);
  return [
    h("h4", {}, "request"),
    body(request),
    h("h4", {}, "answer"),
    answer === null
      ? h("p", { class: "hint" }, "none")
      : h("pre", { tabindex: "0" }, [`${entry.status}`, ...fields.map(([name, value]) => `${name}: ${value}`)].join("\n")),
    answer === null ? null : body(answer.body),
    h("div", { class: "copy" }, copy, copied),
  ].filter((part) => part !== null);
}

/** A body as text, JSON with a line for each field. */
function body({ text, bytes: size, is_whole: isWhole }) {
  if (size === 0) return h("p", { class: "hint" }, "no body");
  if (text === null) return h("p", { class: "hint" }, `a body of ${bytes(size)} that is no plain text`);
  let shown = text;
  try {
    shown = JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    // What is no JSON is shown as it came.
  }
  return h("pre", { tabindex: "0" }, isWhole ? shown : `${shown}\n… of ${bytes(size)}`);
}
