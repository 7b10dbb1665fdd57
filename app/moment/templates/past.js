// What was at an event: put together from all events up to it. Each device has its own flash, state and record.

const SECTOR = 4096;
const KEPT_EVERY = 400;

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
    const { address, length, data = "" } = fields;
    if (fields.operation === "erase") {
      this.sectors.delete(Math.floor(address / SECTOR));
      return;
    }
    for (let at = 0; at < length && 2 * at < data.length; at += 1) {
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
    return sector.hidden[at] ? ".." : sector.bytes[at].toString(16).padStart(2, "0");
  }
}

class DevicePast {
  constructor() {
    this.flash = new Flash();
    this.state = {};
    this.stored = null;
    this.before = null;
  }

  copy() {
    const copy = Object.assign(new DevicePast(), this);
    copy.flash = this.flash.copy();
    copy.state = { ...this.state };
    return copy;
  }

  apply(event) {
    const fields = event.fields;
    switch (event.kind) {
      case "flash": this.flash.apply(fields); break;
      case "stored": this.before = this.stored; this.stored = fields; break;
      case "state": Object.assign(this.state, fields); break;
      case "power": this.state.power = fields.state; if (fields.state !== "on") this.state.crashed = undefined; break;
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
    const devices = new Map();
    events.forEach((event, at) => {
      if (at % KEPT_EVERY === 0) this.kept.push(copyAll(devices));
      applyTo(devices, event);
    });
  }

  // The devices as they are when the event at `index` is over, by name.
  at(index) {
    const from = Math.floor(index / KEPT_EVERY);
    const devices = copyAll(this.kept[from] ?? new Map());
    for (let at = from * KEPT_EVERY; at <= index; at += 1) applyTo(devices, this.events[at]);
    return devices;
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
      for (let byte = 0; byte < event.fields.length; byte += 1) places.add(event.fields.address + byte);
    }
    return places;
  }
}

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
