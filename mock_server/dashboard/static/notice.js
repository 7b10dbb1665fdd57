// What has become of the server, and what that means for boards and for what the page shows.

import { h, setText } from "./dom.js";
import { clockTime } from "./format.js";

const WORDS = {
  restarted:
    "The server ended all sessions, as a restart does. Devices, tokens and the journal stay: boards are answered 401 once and open new sessions.",
  continued:
    "The server was started again and has its devices, tokens and journal back. Sessions and fault rules are gone: boards are answered 401 once and open new sessions.",
  anew: "This is another server than before, or one that began anew: devices, tokens, journal and fault rules of before are gone. Boards that hold tokens of before are refused with 401 until they get new firmware.",
};

export class Notice {
  #store;
  #place = document.getElementById("notice");
  #words = h("p");
  #kind = null;

  constructor(store) {
    this.#store = store;
    const dismiss = h("button", { type: "button", on: { click: () => this.#show(null, "") } }, "Dismiss");
    this.#place.append(this.#words, dismiss);
  }

  /** There is no answer; told once, with the time since when. */
  lost() {
    if (this.#kind === "lost") return;
    const since = this.#store.clock.now === 0 ? "" : ` since ${clockTime(this.#store.now())} by its clock`;
    this.#show(
      "lost",
      `No answer from the server${since}. What you see is from before, and nothing can be switched until it answers. If it has stopped, boards get no answer either: they keep their tokens and try again.`,
    );
  }

  /** It answers again; `kind` says what is different, null for nothing. */
  back(kind) {
    if (kind !== null) this.#show(kind, WORDS[kind]);
    else if (this.#kind === "lost") this.#show(null, "");
  }

  #show(kind, words) {
    this.#kind = kind;
    this.#place.hidden = kind === null;
    this.#place.dataset.kind = kind ?? "";
    setText(this.#words, words);
  }
}
