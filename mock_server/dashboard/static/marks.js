// Marks of status and outcome: always a shape and a word, never a colour alone.

import { h, setAttribute, setText } from "./dom.js";

export function statusMark(status) {
  const mark = h(
    "span",
    { class: "status" },
    h("span", { class: "shape", "aria-hidden": "true" }),
    h("span", { class: "word" }),
  );
  showStatus(mark, status);
  return mark;
}

export function showStatus(mark, status) {
  setAttribute(mark, "data-status", status);
  setText(mark.lastChild, status);
}

/** The class of an answer: ok, client, server, none. */
export function outcomeOf(entry) {
  if (entry.status === null) return "none";
  return entry.status < 400 ? "ok" : entry.status < 500 ? "client" : "server";
}

export function outcomeMark(entry) {
  return h(
    "span",
    { class: "outcome", "data-outcome": outcomeOf(entry) },
    entry.status === null ? "no answer" : String(entry.status),
  );
}

/** The kinds of fault that struck a request; several are joined in one text. */
export function faultsOf(entry) {
  return entry.fault.split(/[+,;\s]+/).filter((kind) => kind !== "");
}
