// The journal: every device request, newest first, with filters. No more rows exist than somebody would read.

import { inAddress, note, onReturn } from "./address.js";
import { EntryLine } from "./entry.js";
import { Filters } from "./filters.js";
import { arrange, h, setAttribute, setText, sparingly } from "./dom.js";
import { many } from "./format.js";
import { JournalPages } from "./pages.js";

const ROWS_AT_ONCE = 100;
// Of a fleet that polls, each frame would bring other rows than the one before, and nobody could read any.
const DRAW_EVERY_MS = 250;

export class JournalView {
  #store;
  #pages;
  #rows = new Map();
  #most = ROWS_AT_ONCE;
  /** What was there when it was paused; null while it goes on. */
  #frozen = null;
  #isSearching = false;
  /** The numbers of the opened entries. */
  #open = new Set();
  /** Opened ones that are not among those at hand; null while one is asked for, or if it is gone. */
  #apart = new Map();
  #filters;
  #pause;
  #count;
  #list;
  #more;
  #said;
  #empty;

  constructor(store, act) {
    this.#store = store;
    this.#pages = new JournalPages(store);
    this.#build(document.getElementById("journal"), act);
    const read = () => {
      this.#filters.read();
      this.#open = new Set(inAddress("open").split(",").map(Number).filter((seq) => seq > 0));
      this.#again();
    };
    onReturn(read);
    const render = () => this.#render();
    store.watch(["selection", "list"], render);
    store.watch(["journal"], sparingly(() => store.turn(render), DRAW_EVERY_MS));
    store.watch(["anew"], () => this.#forget());
    read();
  }

  #build(place, act) {
    this.#filters = new Filters(this.#store, () => this.#again());
    this.#pause = h("button", { type: "button", class: "far", "aria-pressed": "false" }, "Pause");
    this.#pause.addEventListener("click", () => {
      const store = this.#store;
      this.#frozen =
        this.#frozen === null
          ? { journal: [...store.journal], older: [...store.older], lastSeq: store.lastSeq }
          : null;
      setAttribute(this.#pause, "aria-pressed", String(this.#frozen !== null));
      this.#render();
    });
    this.#count = h("span", { class: "count" });
    this.#list = h("ol", { class: "entries", role: "list", "aria-labelledby": "journal-title" });
    this.#more = h("button", { type: "button", on: { click: () => act(() => this.#showOlder()) } });
    this.#said = h("p", { class: "searched", role: "status" });
    this.#empty = h("p", { class: "empty" });
    place.append(
      h("header", {}, h("h2", { id: "journal-title" }, "Journal"), this.#count, this.#pause),
      this.#filters.element,
      h(
        "div",
        { class: "scroller", tabindex: "0", role: "group", "aria-label": "Entries of the journal" },
        this.#list,
        this.#empty,
        this.#said,
        this.#more,
      ),
    );
  }

  #again() {
    this.#most = ROWS_AT_ONCE;
    this.#render();
  }

  /** Numbers mean other requests from now on. */
  #forget() {
    this.#open.clear();
    this.#apart.clear();
    note({ open: "" });
    this.#render();
  }

  /** Show so many more; those that are not at hand are fetched and searched until there are as many, or no more. */
  async #showOlder() {
    this.#most += ROWS_AT_ONCE;
    this.#isSearching = true;
    try {
      while (this.#find().length <= this.#most && this.#pages.hasMore && this.#frozen === null) {
        await this.#pages.fetchOlder();
        this.#render();
        if (!this.#filters.isSet) break;
      }
    } finally {
      this.#isSearching = false;
      this.#render();
    }
  }

  /** The entries that fit, newest first: one more than are shown, if there are as many. */
  #find() {
    const { journal, older } = this.#frozen ?? this.#store;
    const fits = this.#filters.test();
    const found = [];
    for (const entries of [journal, older])
      for (let index = entries.length - 1; index >= 0 && found.length <= this.#most; index -= 1)
        if (fits(entries[index])) found.push(entries[index]);
    return found;
  }

  #render() {
    const found = this.#find();
    const hasMore = found.length > this.#most;
    const shown = found.slice(0, this.#most);
    const numbers = new Set(shown.map((entry) => entry.seq));
    shown.push(...this.#openedBeyond(numbers));
    const kept = new Map(shown.map((entry) => [entry, this.#row(entry)]));
    this.#rows = kept;
    for (const [entry, row] of kept) row.show(this.#open.has(entry.seq), this.#store.nameOf(entry.device));
    arrange(
      this.#list,
      [...kept.values()].map((row) => row.element),
    );
    this.#say(shown.length, hasMore);
    this.#filters.offerPathsOf(this.#store.journal);
  }

  /** The opened entries that are not among the newest ones that are shown, newest first. */
  #openedBeyond(numbers) {
    const { journal, older, lastSeq } = this.#frozen ?? this.#store;
    const first = (older[0] ?? journal[0])?.seq ?? 0;
    const fits = this.#filters.test();
    const beyond = [];
    for (const seq of [...this.#open].sort((one, other) => other - one)) {
      if (numbers.has(seq) || lastSeq === 0 || seq >= first) continue;
      if (!this.#apart.has(seq)) {
        this.#apart.set(seq, null);
        this.#pages.fetchOne(seq).then(
          (entry) => {
            this.#apart.set(seq, entry);
            this.#render();
          },
          () => {},
        );
      }
      const entry = this.#apart.get(seq);
      if (entry !== null && fits(entry)) beyond.push(entry);
    }
    return beyond;
  }

  #say(shown, hasMore) {
    const pages = this.#pages;
    const { lastSeq } = this.#store;
    const { journal, older } = this.#frozen ?? this.#store;
    const atHand = journal.length + older.length;
    const isFiltered = this.#filters.isSet;
    this.#more.hidden = !hasMore && (!pages.hasMore || this.#frozen !== null);
    this.#more.disabled = this.#isSearching;
    setText(this.#more, hasMore || !isFiltered ? "Show older" : "Search older");
    this.#empty.hidden = shown > 0;
    setText(this.#empty, lastSeq === 0 ? "No device has asked for anything yet." : "No entry fits these filters.");
    this.#said.hidden = !isFiltered || lastSeq === 0;
    setText(
      this.#said,
      atHand < pages.kept
        ? `Searched the newest ${many(atHand)} of ${many(pages.kept)} requests${this.#isSearching ? " so far" : ""}.`
        : `Searched all ${many(pages.kept)} requests.`,
    );
    const newer = this.#frozen === null ? 0 : lastSeq - this.#frozen.lastSeq;
    const words = [
      lastSeq === 0 ? "" : `${lastSeq} requests`,
      this.#frozen === null ? "" : newer > 0 ? `paused, ${many(newer)} newer` : "paused",
    ];
    setText(this.#count, words.filter((part) => part !== "").join(" · "));
  }

  #row(entry) {
    const known = this.#rows.get(entry);
    if (known !== undefined) return known;
    const store = this.#store;
    return new EntryLine(
      entry,
      store.offer.exchanges_kept,
      (device) => store.select(device),
      (isOpen) => this.#turn(entry.seq, isOpen),
    );
  }

  #turn(seq, isOpen) {
    if (isOpen) this.#open.add(seq);
    else this.#open.delete(seq);
    note({ open: [...this.#open].join(",") });
    this.#render();
  }
}
