// What the server is known to hold. Changes are told to the views once per animation frame, however many there were.

const JOURNAL_MOST = 2000;
// So much of a frame is the views'; those that are not shown by then take their turn in the next one.
const FRAME_MS = 6;

export class Store {
  devices = new Map();
  users = [];
  sessions = new Map();
  clock = { now: 0, offset: 0, frozen: false };
  settings = { online_below_s: 10, offline_above_s: 300 };
  storage = { state: "memory", reason: "" };
  faults = [];
  /** Oldest first. */
  journal = [];
  lastSeq = 0;
  /** What was fetched of the time before `journal`, oldest first, up to its first entry. */
  older = [];
  /** How many of the oldest entries the server keeps no more, when it said so last. */
  dropped = 0;
  selected = null;
  offer = { needs_key: false, sketches: false, reports: false, links: [], devices: true, sessions: false, faults: {}, boards: {}, name_length: null, exchanges_kept: null };
  reports = [];
  #clockAt = performance.now();
  #watchers = new Map();
  #changed = new Set();
  /** The views that wait for their turn. */
  #due = new Set();
  #frame = null;

  /** Call `show` after a change of one of `topics`. */
  watch(topics, show) {
    for (const topic of topics) {
      if (!this.#watchers.has(topic)) this.#watchers.set(topic, new Set());
      this.#watchers.get(topic).add(show);
    }
  }

  /** The entries of which the page tells that they are the newest: `journal` itself is cut in steps. */
  newest() {
    return this.journal.slice(-JOURNAL_MOST);
  }

  touch(topic) {
    this.#changed.add(topic);
    this.#nextFrame();
  }

  /** Let `show` have its turn, in the next frame or one behind it. */
  turn(show) {
    this.#due.add(show);
    this.#nextFrame();
  }

  #nextFrame() {
    this.#frame ??= requestAnimationFrame(() => this.#show());
  }

  #show() {
    this.#frame = null;
    for (const topic of this.#changed) for (const show of this.#watchers.get(topic) ?? []) this.#due.add(show);
    this.#changed.clear();
    const began = performance.now();
    for (const show of this.#due) {
      this.#due.delete(show);
      show();
      if (performance.now() - began > FRAME_MS) break;
    }
    if (this.#due.size > 0) this.#nextFrame();
  }

  /** The server's time. */
  now() {
    const gone = this.clock.frozen ? 0 : (performance.now() - this.#clockAt) / 1000;
    return this.clock.now + gone;
  }

  setClock(clock) {
    this.clock = clock;
    this.#clockAt = performance.now();
    this.touch("clock");
  }

  /** How well the server keeps what it knows: `state` and `reason`. */
  setStorage(storage) {
    this.storage = storage;
    this.touch("storage");
  }

  setDevices(devices) {
    this.devices = new Map(devices.map((device) => [device.id, device]));
    if (this.selected !== null && !this.devices.has(this.selected)) this.select(null);
    this.touch("list");
  }

  putDevice(device) {
    this.touch(this.devices.has(device.id) ? "devices" : "list");
    this.devices.set(device.id, device);
  }

  setSessions(users, sessions) {
    this.users = users;
    this.sessions = new Map(sessions.map((session) => [session.id, session]));
    this.touch("sessions");
  }

  dropDevice(id) {
    this.devices.delete(id);
    if (this.selected === id) this.select(null);
    this.touch("list");
  }

  select(id) {
    if (this.selected === id) return;
    this.selected = id;
    this.touch("selection");
  }

  /** Gives whether many have come since it was asked how many the server keeps no more: `forget` is to be told. */
  addEntry(entry) {
    if (entry.seq <= this.lastSeq) return false;
    this.lastSeq = entry.seq;
    this.journal.push(entry);
    this.touch("journal");
    // In steps, because taking from the front costs the whole length.
    if (this.journal.length <= JOURNAL_MOST * 1.25) return false;
    const left = this.journal.splice(0, this.journal.length - JOURNAL_MOST);
    if (this.older.length > 0) this.older.push(...left);
    return true;
  }

  /** Entries up to the number `dropped` are gone: the server keeps them no more, and nor does a page. */
  forget(dropped) {
    this.dropped = dropped;
    const gone = this.older.findIndex((entry) => entry.seq > dropped);
    this.older.splice(0, gone < 0 ? this.older.length : gone);
    this.touch("journal");
  }

  /** `entries` come before all others; `dropped` are gone. */
  addOlder(entries, dropped) {
    this.older = [...entries, ...this.older];
    this.dropped = dropped;
    this.touch("journal");
  }

  clearJournal() {
    this.journal = [];
    this.older = [];
    this.lastSeq = 0;
    this.dropped = 0;
    this.touch("journal");
  }

  /** What a person calls the device with this id. */
  nameOf(id) {
    return this.devices.get(id)?.name ?? id;
  }
}

export { JOURNAL_MOST };
