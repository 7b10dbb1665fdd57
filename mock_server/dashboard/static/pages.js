// What the server's journal holds beyond the newest requests, fetched piece by piece when somebody wants it.

import { admin } from "./api.js";

const AT_ONCE = 2000;

export class JournalPages {
  #store;

  constructor(store) {
    this.#store = store;
  }

  /** The number of the oldest entry at hand; undefined if there is none. */
  get firstAtHand() {
    return (this.#store.older[0] ?? this.#store.journal[0])?.seq;
  }

  get atHand() {
    return this.#store.older.length + this.#store.journal.length;
  }

  /** How many entries the server keeps, as far as is known. */
  get kept() {
    return Math.max(this.atHand, this.#store.lastSeq - this.#store.dropped);
  }

  /** Whether the server keeps older entries than those at hand. */
  get hasMore() {
    return this.firstAtHand !== undefined && this.firstAtHand > this.#store.dropped + 1;
  }

  /** Fetch the entries before the oldest at hand. */
  async fetchOlder() {
    const before = this.firstAtHand;
    const { entries, dropped } = await admin("GET", `journal?before=${before}&last=${AT_ONCE}`);
    // A journal that began anew meanwhile, or a second question, has another beginning.
    if (before === this.firstAtHand) this.#store.addOlder(entries, entries.length === 0 ? before - 1 : dropped);
  }

  /** Fetch the entry with this number; null if the journal has none. */
  async fetchOne(seq) {
    const { entries } = await admin("GET", `journal?since=${seq - 1}&before=${seq + 1}`);
    return entries[0] ?? null;
  }
}
