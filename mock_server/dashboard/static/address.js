// What is chosen, filtered and opened stands in the address: a reload, a link or the way back shows the same again.

import { cut } from "./format.js";

const shown = new Set();
let typing = null;

/** The value of `name`, empty if the address has none. */
export function inAddress(name) {
  return new URLSearchParams(location.search).get(name) ?? "";
}

/**
 * Note values, the empty ones by leaving them out. Each is a step that the way back undoes; of one text that is being
 * typed, in the field `typed`, all letters are one step. Secrets are cut: addresses are kept and passed on.
 */
export function note(values, typed = null) {
  const query = new URLSearchParams(location.search);
  for (const [name, value] of Object.entries(values))
    if (value === "") query.delete(name);
    else query.set(name, cut(value));
  const text = query.toString();
  if (text === location.search.slice(1)) return;
  const path = location.pathname + (text === "" ? "" : `?${text}`) + location.hash;
  if (typed !== null && typed === typing) history.replaceState(null, "", path);
  else history.pushState(null, "", path);
  typing = typed;
}

/** Call `show` whenever the way back or forth has led to another address. */
export function onReturn(show) {
  shown.add(show);
}

addEventListener("popstate", () => {
  typing = null;
  for (const show of shown) show();
});
