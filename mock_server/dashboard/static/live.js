// Staying in step with the server: events as they happen, and after every break the whole picture again.

import { admin, ApiError, get, offerOf, send } from "./api.js";
import { readEvents } from "./stream.js";
import { JOURNAL_MOST } from "./store.js";

const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 5000;
const FAULTS_PAUSE_MS = 250;
// To read twenty thousand devices from one answer holds everything else up; a page of them does not.
const DEVICES_AT_ONCE = 1000;

export class Live {
  #store;
  #say;
  #notice;
  /** Which start of the server the page is in step with; null before the first. */
  #start = null;
  #waitMs = FIRST_WAIT_MS;
  #waiting = null;
  /** Ends the stream that is read now. */
  #stream = null;
  #droppedTimer = null;
  #faultsTimer = null;
  #sessionsTimer = null;
  #retry = null;
  /** Who wants to know what is told of devices. */
  #listeners = new Set();

  /** `say(state, seconds)` is told of the connection: live, connecting, lost (next try in `seconds`), locked. */
  constructor(store, notice, say) {
    this.#store = store;
    this.#notice = notice;
    this.#say = say;
  }

  start() {
    clearTimeout(this.#retry);
    this.#connect();
  }

  async #connect() {
    const controller = new AbortController();
    this.#stream = controller;
    try {
      const response = await send("GET", "/_admin/events", undefined, controller.signal);
      this.#waiting = [];
      const reading = readEvents(
        response,
        () => controller.abort(),
        (event) => this.#take(event),
      );
      await Promise.race([this.#catchUp(), reading.then(() => Promise.reject(new ApiError(0, "the stream ended")))]);
      this.#waitMs = FIRST_WAIT_MS;
      this.#say("live");
      await reading;
    } catch (error) {
      controller.abort();
      if (error instanceof ApiError && error.status === 401) return this.#say("locked");
      if (!(error instanceof ApiError || error instanceof TypeError || error.name === "AbortError")) throw error;
    }
    this.#tryAgain();
  }

  #tryAgain() {
    this.#say("lost", this.#waitMs / 1000);
    this.#notice.lost();
    this.#retry = setTimeout(() => this.#connect(), this.#waitMs);
    this.#waitMs = Math.min(this.#waitMs * 2, LONGEST_WAIT_MS);
  }

  async #catchUp() {
    const store = this.#store;
    const [clock, settings, health, { start }] = await Promise.all([
      ...["clock", "settings", "health"].map((path) => admin("GET", path)),
      offerOf(),
    ]);
    store.setClock(clock);
    store.setStorage(health.storage);
    store.settings = settings;
    const isOther = this.#start !== null && start !== this.#start;
    const keepsNothing = health.storage.state === "memory";
    const [isAnew] = await Promise.all([
      this.#fetchJournal(isOther && keepsNothing),
      this.#fetchDevices(),
      this.#fetchSessions(),
      this.#fetchFaults(),
      this.#fetchReports(),
    ]);
    this.#start = start;
    this.#notice.back(isAnew ? "anew" : isOther ? "continued" : null);
    // None where the server was reset again meanwhile, and another one has caught up.
    const waiting = this.#waiting ?? [];
    this.#waiting = null;
    for (const event of waiting) this.#apply(event);
  }

  /** Fetch what is new; gives whether the journal is another one, as it is bound to be if `isOther`. */
  async #fetchJournal(isOther) {
    const store = this.#store;
    const known = store.lastSeq;
    let { entries, last_seq: last, dropped } = await admin("GET", `journal?since=${known}&last=${JOURNAL_MOST}`);
    const isAnew = isOther || last < known;
    if (isAnew) {
      // A server that counts from less than we know has begun anew.
      store.clearJournal();
      store.touch("anew");
      ({ entries, dropped } = await admin("GET", `journal?last=${JOURNAL_MOST}`));
    } else if (entries.length > 0 && entries[0].seq > known + 1) store.clearJournal();
    store.dropped = dropped;
    for (const entry of entries) store.addEntry(entry);
    store.touch("journal");
    return isAnew;
  }

  async #fetchFaults() {
    this.#store.faults = (await admin("GET", "faults")).faults;
    this.#store.touch("faults");
  }

  async #fetchReports() {
    if (!this.#store.offer.reports) return;
    // A server without its reports is a server all the same.
    this.#store.reports = await get("/reports/").then(
      (found) => found.reports,
      () => [],
    );
    this.#store.touch("reports");
  }

  async #fetchSessions() {
    if (!this.#store.offer.sessions) return;
    const [{ users }, { sessions }] = await Promise.all(["users", "sessions"].map((path) => admin("GET", path)));
    this.#store.setSessions(users, sessions);
  }

  async #fetchDevices() {
    if (!this.#store.offer.devices) return;
    // What is told of devices meanwhile is newer than the pages.
    const told = [];
    this.#listeners.add(told);
    try {
      this.#store.setDevices(await allDevices());
    } finally {
      this.#listeners.delete(told);
    }
    for (const event of told) this.#apply(event);
  }

  /** Ask for users and sessions soon, once, however many requests there were meanwhile. */
  #sessionsSoon() {
    this.#sessionsTimer ??= setTimeout(() => {
      this.#sessionsTimer = null;
      this.#fetchSessions().catch(ignoreLoss);
    }, FAULTS_PAUSE_MS);
  }

  /** Ask soon how many entries the server keeps no more. */
  #droppedSoon() {
    this.#droppedTimer ??= setTimeout(() => {
      this.#droppedTimer = null;
      admin("GET", `journal?since=${this.#store.lastSeq}&last=1`).then(({ dropped }) => this.#store.forget(dropped), ignoreLoss);
    }, FAULTS_PAUSE_MS);
  }

  /** Ask for the rules soon, once, however many requests were struck meanwhile. */
  #faultsSoon() {
    this.#faultsTimer ??= setTimeout(() => {
      this.#faultsTimer = null;
      this.#fetchFaults().catch(ignoreLoss);
    }, FAULTS_PAUSE_MS);
  }

  #take(event) {
    if (this.#waiting === null) this.#apply(event);
    else this.#waiting.push(event);
  }

  #apply(event) {
    const { kind, data } = event;
    const store = this.#store;
    if (kind === "device" || kind === "deleted") for (const told of this.#listeners) told.push(event);
    if (kind === "device") store.putDevice(data);
    else if (kind === "deleted") store.dropDevice(data.id);
    else if (kind === "clock") store.setClock(data);
    else if (kind === "storage") store.setStorage(data);
    else if (kind === "session") this.#sessionsSoon();
    else if (kind === "faults") this.#faultsSoon();
    else if (kind === "restart") {
      this.#notice.back("restarted");
      this.#fetchDevices().catch(ignoreLoss);
    } else if (kind === "request") {
      if (store.addEntry(data)) this.#droppedSoon();
      if (data.fault !== "") this.#faultsSoon();
    } else if (kind === "settings") {
      store.settings = data;
      store.touch("list");
    } else if (kind === "reset") {
      store.clearJournal();
      store.touch("anew");
      this.#waiting = [];
      const stream = this.#stream;
      this.#catchUp().then(
        () => this.#notice.back("anew"),
        (error) => {
          // What waits for the whole picture would wait for ever: all of it once more, by another stream.
          stream.abort();
          ignoreLoss(error);
        },
      );
    }
  }
}

/** All devices, page by page. */
async function allDevices() {
  const found = [];
  for (;;) {
    const after = found.length === 0 ? "" : `&after=${encodeURIComponent(found.at(-1).id)}`;
    try {
      const { devices } = await admin("GET", `devices?limit=${DEVICES_AT_ONCE}${after}`);
      found.push(...devices);
      if (devices.length < DEVICES_AT_ONCE) return found;
    } catch (error) {
      // The last device of a page was deleted before the next one was asked for.
      if (!(error instanceof ApiError && error.status === 404 && found.length > 0)) throw error;
      found.length = 0;
    }
  }
}

/** A lost connection is noticed, and told, by the stream itself. */
function ignoreLoss(error) {
  if (!(error instanceof ApiError)) throw error;
}
