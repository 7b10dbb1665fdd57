// Copying to the clipboard. Only pages from loopback or over TLS have one; the old way works in all browsers that know it.

import { h } from "./dom.js";

/** Copy `text`, and tell whether it could be done; `field` is what shows it and is selected, if there is one. */
export async function copyText(text, field) {
  field?.select();
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    if (field !== undefined) return document.execCommand("copy");
    const before = document.activeElement;
    const unseen = h("textarea", { class: "unseen", readonly: true });
    unseen.value = text;
    document.body.append(unseen);
    unseen.select();
    const done = document.execCommand("copy");
    unseen.remove();
    before?.focus();
    return done;
  }
}
