// What was at an event: put together from all events up to it. Each device has its own flash, state and record.

const SECTOR = 4096;
const KEPT_EVERY = 400;
const DIGITS = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, "0"));

// How many bytes a program operation wrote. A trace may say anything: what no flash has is none.
const writtenBytes = ({ address, length, data }) => {
  const isKnown = Number.isSafeInteger(address) && address >= 0 && Number.isFinite(length) && typeof data === "string";
  return isKnown ? Math.min(length, Math.floor(data.length / 2)) : 0;
};

class Flash {
  constructor(sectors = new Map()) {
    this.sectors = sectors;
  }

  copy() {
    return new Flash(new Map([...this.sectors].map(([index, sector]) =>
      [index, { bytes: sector.bytes.slice(), hidden: sector.hidden.slice() }])));
  }

  sector(index) {
    let sector = this.sectors.get(index);
    if (!sector) {
      sector = { bytes: new Uint8Array(SECTOR).fill(0xff), hidden: new Uint8Array(SECTOR) };
      this.sectors.set(index, sector);
    }
    return sector;
  }

  apply(fields) {
    const { address, data } = fields;
    if (fields.operation === "erase") {
      this.sectors.delete(Math.floor(address / SECTOR));
      return;
    }
    const length = writtenBytes(fields);
    for (let at = 0; at < length; at += 1) {
      const place = address + at;
      const { bytes, hidden } = this.sector(Math.floor(place / SECTOR));
      const digits = data.slice(2 * at, 2 * at + 2);
      hidden[place % SECTOR] = digits === ".." ? 1 : 0;
      bytes[place % SECTOR] = digits === ".." ? 0 : parseInt(digits, 16);
    }
  }

  // A byte as two digits; ".." for one that must not be shown, "ff" where nothing was written.
  digits(address) {
    const sector = this.sectors.get(Math.floor(address / SECTOR));
    if (!sector) return "ff";
    const at = address % SECTOR;
    return sector.hidden[at] ? ".." : DIGITS[sector.bytes[at]];
  }

  // Whether so many bytes of a sector are as an erase leaves them.
  isBlank(address, length) {
    const { bytes, hidden } = this.sectors.get(Math.floor(address / SECTOR));
    const from = address % SECTOR;
    for (let at = from; at < from + length; at += 1) if (bytes[at] !== 0xff || hidden[at]) return false;
    return true;
  }
}

class DevicePast {
  constructor() {
    this.flash = new Flash();
    this.state = {};
    this.stored = null;
    this.before = null;
    // How often either of them, or flash, was changed.
    this.works = 0;
  }

  copy() {
    const copy = Object.assign(new DevicePast(), this);
    copy.flash = this.flash.copy();
    copy.state = { ...this.state };
    return copy;
  }

  apply(event) {
    const fields = event.fields;
    if (event.kind === "flash" || event.kind === "stored") this.works += 1;
    switch (event.kind) {
      case "flash": this.flash.apply(fields); break;
      case "stored": this.before = this.stored; this.stored = fields; break;
      case "state": Object.assign(this.state, fields); break;
      case "power": this.state.power = fields.state; if (fields.state !== POWER.ON) this.state.crashed = undefined; break;
      case "boot": this.state.boot = fields.number; this.state.reason = fields.reason; break;
      case "relays": this.state.relays = eventWords(event); break;
      case "status": this.state.dashboard = fields.status; break;
      case "panic": this.state.crashed = fields.found; break;
      case "request": if (fields.session) this.state.session = fields.session; break;
      default:
    }
  }
}

class Past {
  constructor(events) {
    this.events = events;
    this.kept = [];
    // What stood where an operation of flash was done, by its place; and each record that was valid, by device.
    this.olds = new Map();
    this.records = new Map();
    const devices = new Map();
    events.forEach((event, at) => {
      if (at % KEPT_EVERY === 0) this.kept.push(copyAll(devices));
      const flash = devices.get(event.device)?.flash;
      if (event.kind === "flash") this.olds.set(at, oldBytes(flash, event.fields));
      if (event.kind === "stored" && event.fields.verdict === "valid") {
        if (!this.records.has(event.device)) this.records.set(event.device, []);
        this.records.get(event.device).push(recordBytes(event, at, flash));
      }
      applyTo(devices, event);
    });
  }

  // The devices as they are when the event at `index` is over, by name; until it is asked for another one.
  at(index) {
    const from = Math.floor(index / KEPT_EVERY);
    // From what was asked for last it goes on where that is nearer.
    if (!this.last || this.last.index > index || this.last.index < from * KEPT_EVERY) {
      this.last = { index: from * KEPT_EVERY - 1, devices: copyAll(this.kept[from] ?? new Map()) };
    }
    while (this.last.index < index) {
      this.last.index += 1;
      applyTo(this.last.devices, this.events[this.last.index]);
    }
    return this.last.devices;
  }

  // The record of a device as it was when it was last valid, before the event at `index` is over.
  lastValid(index, device) {
    return this.records.get(device)?.findLast((each) => each.index <= index);
  }

  // Where the flash work begins that belongs to the event at `index`: an operation is alone, any other event has all
  // that was done since the one before it.
  burst(index) {
    if (this.events[index]?.kind === "flash") return index;
    let from = index;
    while (from > 0 && !TOLD_BY_ITSELF.has(this.events[from - 1].kind)) from -= 1;
    return from;
  }

  // Addresses that flash events from `from` to `to` have changed, as a set.
  changed(from, to, device) {
    const places = new Set();
    for (let at = from; at <= to; at += 1) {
      const event = this.events[at];
      if (event.kind !== "flash" || event.device !== device || event.fields.operation === "erase") continue;
      const length = writtenBytes(event.fields);
      for (let byte = 0; byte < length; byte += 1) places.add(event.fields.address + byte);
    }
    return places;
  }
}

// What an operation finds: of an erase the sector that it takes, of any other its bytes as digits.
const oldBytes = (flash, fields) => {
  if (fields.operation === "erase") {
    const index = Math.floor(fields.address / SECTOR);
    const sector = flash?.sectors.get(index);
    return sector ? new Flash(new Map([[index, sector]])) : new Flash();
  }
  return digitsOf(flash, fields.address, writtenBytes(fields)).join("");
};

const digitsOf = (flash, address, length) =>
  Array.from({ length }, (_, at) => flash?.digits(address + at) ?? "ff");

// A record that is valid: each field with its bytes.
const RECORD_FIELD_MOST = 512;
const recordBytes = (event, index, flash) => ({
  index, t_us: event.t_us,
  fields: partsOf(event.fields).filter(({ whole, length }) => whole !== "NVS" && length <= RECORD_FIELD_MOST)
    .map((part) => ({ ...part, bytes: digitsOf(flash, part.address, part.length) })),
});

const TOLD_BY_ITSELF = new Set(["step", "serial", "request", "boot", "power", "panic", "dashboard", "verdict"]);

const copyAll = (devices) => new Map([...devices].map(([name, past]) => [name, past.copy()]));

const applyTo = (devices, event) => {
  if (!event.device) return;
  let past = devices.get(event.device);
  if (!past) devices.set(event.device, past = new DevicePast());
  past.apply(event);
};

// The parts of what is stored: a line each, `address length whole name found expected note`, parted by tabs.
const partsOf = (stored) => (stored?.parts ? String(stored.parts).split("\n") : []).map((line) => {
  const [address, length, whole, name, found, expected, note] = line.split("\t");
  return { address: Number(address), length: Number(length), whole, name, found, expected, note };
});
