// Events in words, lanes and tones; times and durations as people read them.

const LANES = [
  ["steps", "steps"], ["rules", "invariants"], ["power", "power"], ["wifi", "Wi-Fi"], ["clock", "clock difference"],
  ["serial", "serial"], ["http", "HTTP"], ["flash", "flash"], ["server", "server"],
];

const LANE_OF = {
  step: "steps", verdict: "steps", power: "power", boot: "power", halt: "power", panic: "power", relays: "power",
  network: "wifi", clock: "clock", time: "clock", serial: "serial", line: "serial", request: "http",
  status: "server", dashboard: "server", save: "flash", load: "flash", flash: "flash", stored: "flash", state: "power", exchange: "http",
};

const megabytes = (bytes) => `${(bytes / 1e6).toLocaleString("en", { maximumFractionDigits: 1 })} MB`;
const plural = (number, word) => `${number.toLocaleString("en")} ${word}${number === 1 ? "" : "s"}`;

const two = (number) => String(number).padStart(2, "0");

const DAY_US = 86_400_000_000;

// 0:00:05, and from a day on 3 d 04:05:06.
const secondsText = (us) => {
  const seconds = Math.floor(us / 1e6);
  const [days, hours] = [Math.floor(seconds / 86_400), Math.floor(seconds / 3600) % 24];
  return `${days ? `${days} d ${two(hours)}` : hours}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
};

// 0:00:05.100.405: with thousandths; the last three digits where they tell moments apart.
const clockText = (us, isExact = false) => {
  const text = `${secondsText(us)}.${String(Math.floor(us / 1000) % 1000).padStart(3, "0")}`;
  return isExact && us % 1000 ? `${text}.${String(us % 1000).padStart(3, "0")}` : text;
};

const SPANS = [[DAY_US, "d"], [3_600_000_000, "h"], [60_000_000, "min"], [1_000_000, "s"], [1000, "ms"]];

const spanText = (us) => {
  for (const [unit, name] of SPANS) {
    if (us >= unit) {
      const value = us / unit;
      return `${value >= 100 ? Math.round(value) : Number(value.toPrecision(3))} ${name}`;
    }
  }
  return `${us} µs`;
};

const hexText = (number, digits = 0) => (Number.isFinite(number) ? `0x${number.toString(16).padStart(digits, "0")}` : String(number));

const lastPart = (path) => String(path ?? "").split("/").filter(Boolean).pop() ?? "";

const requestWords = (fields) => `${fields.method ?? ""} ${lastPart(fields.path)}`.trim();

const faultWord = (kind) => (Object.hasOwn(FAULT_WORDS, kind) ? FAULT_WORDS[kind] : kind.replaceAll("_", " "));

const harmWords = (fields) => {
  const kinds = String(fields.fault).split("+").map(faultWord).join(", ");
  // What decides comes first: a line of the list may be cut behind it.
  return fields.changed && fields.changed !== ALL_MADE_UP ? `${fields.changed} (${kinds})` : kinds;
};

// How far off the server's a clock is for which a request was refused.
const refusedClockWords = (offS) => (Number.isFinite(offS) ? `clock ${spanText(Math.abs(offS) * 1e6)} ${offS > 0 ? "ahead" : "behind"}` : "");

const replyWords = (fields) => {
  const answer = [fields.status, fields.code].filter(Boolean).join(" ");
  const wait = fields.retry_after === undefined ? "" : `retry after ${fields.retry_after} s`;
  return [answer || "no answer", refusedClockWords(fields.clock_off_s), wait, fields.fault ? harmWords(fields) : ""].filter(Boolean).join(", ");
};

const REPORTED = ["relay1", "relay2", "temperature", "humidity"];

// What a report says, in the order of the API page; of a poll the same fields are what its answer says.
const reportWords = (fields) => {
  if (fields.method !== "POST") return "";
  const shown = (value) => (value === true ? "on" : value === false ? "off" : value);
  return REPORTED.filter((name) => name in fields).map((name) => `${name} ${shown(fields[name])}`).join(", ");
};

const toldWords = (fields) => [requestWords(fields), reportWords(fields)].filter(Boolean).join(": ");

const loadWords = (fields) => (fields.stored === undefined ? "" : `, though what is stored is: ${fields.stored}`);

const endWords = (fields) => (fields.status ? String(fields.status) : `no answer${fields.failure ? `, ${fields.failure}` : ""}`);

const tookWords = (fields) => (Number.isFinite(fields.took_us) ? spanText(fields.took_us) : String(fields.took_us ?? ""));

const restWords = (fields, first) => {
  const rest = Object.entries(fields).filter(([name]) => name !== first);
  return [fields[first], ...rest.map(([name, value]) => (name === "change" ? value : `${name} ${value}`))]
    .filter((each) => each !== undefined && each !== "").join(" ");
};

const stateWords = (fields) => Object.entries(fields).map(([name, value]) => {
  switch (name) {
    case "tokens": return value ? `holds ${value}` : "holds no tokens";
    case "session": return value ? `session ${value}` : "no session";
    case "wifi": return value ? `joined ${value}` : "no Wi-Fi";
    case "clock_off_ms": return value === null ? "no clock" : `clock: ${clockOff(value)}`;
    case "server_off_ms": return `the server's clock began at ${dateText(value)}`;
    case "heap_free": return `${numberText(value)} bytes of heap free`;
    default: return `${name.replaceAll("_", " ")} ${value}`;
  }
}).join(", ");

// A trace may say anything: what is no number is shown as it is.
const numberText = (value) => (typeof value === "number" ? value.toLocaleString("en") : String(value));

const dateText = (ms) => {
  const date = new Date(ms);
  return Number.isNaN(date.getTime()) ? "no date" : date.toISOString().replace("T", " ").replace("Z", " UTC");
};

const SKEW_MOST_MS = 300_000;
const YEAR_MS = 31_557_600_000;

// A clock that nobody has set since power came shows 1970.
const clockOff = (ms) => (ms < -20 * YEAR_MS ? "not set" : signedSpan(ms * 1000));

const signedSpan = (us) => (us === 0 ? "0 s" : `${us < 0 ? "−" : "+"}${spanText(Math.abs(us))}`);

const flashWords = (fields) => {
  const where = `${hexText(fields.address ?? 0)}, ${plural(fields.length ?? 0, "byte")}`;
  const words = { program: "program", erase: "erase", torn: "torn by the cut:", outside: "changed from outside:" };
  if (fields.operation === "torn" && fields.of) return `power lost ${cutWords(fields)}`;
  return `${words[fields.operation] ?? fields.operation} ${where}`;
};

// What a device printed, with the documented line that it means where that is another.
const printedWords = (fields) =>
  fields.own === undefined ? fields.text ?? "" : `${fields.own}  (means: ${fields.text})`;

const eventWords = (event) => {
  const fields = event.fields;
  switch (event.kind) {
    case "serial": return `${printedWords(fields)}${fields.leak ? " [secret cut]" : ""}`;
    case "request": return `${toldWords(fields)} → ${replyWords(fields)}`;
    case "boot": return `boot ${fields.number ?? ""}${fields.reason ? `: ${fields.reason}` : ""}`;
    case "power": return `power ${fields.state ?? ""}${fields.unit === undefined ? "" : ` at unit ${fields.unit}`}`;
    case "halt": return `halted: ${fields.reason ?? ""}`;
    case "panic": return `crashed: ${fields.found ?? fields.kind ?? ""}`;
    case "status": return `dashboard shows ${String(fields.status ?? "").toUpperCase()}`;
    case "save": case "load": return `${event.kind} ${fields.verdict ?? ""}${fields.units ? `, ${fields.units} units` : ""}${loadWords(fields)}`;
    case "step": return String(fields.text ?? fields.lever ?? "");
    case "dashboard": return `dashboard: ${restWords(fields, "action")}`;
    case "network": case "clock": return restWords(fields, "change");
    case "line": return `serial line: ${fields.change ?? ""}`;
    case "relays": return `relays ${fields.relay1 ? "1" : "–"}${fields.relay2 ? " 2" : " –"}`;
    case "time": return "asks the time server";
    case "verdict": return String(fields.outcome ?? "");
    case "flash": return flashWords(fields);
    case "stored": return `stored record: ${fields.verdict ?? ""}`;
    case "state": return stateWords(fields);
    case "exchange": return `${requestWords(fields)} over: ${endWords(fields)}, ${tookWords(fields)}`;
    default: return `${event.kind} ${restWords(fields, "")}`.trim();
  }
};

const toneOf = (event) => {
  const fields = event.fields;
  switch (event.kind) {
    case "request": return !fields.status || fields.status >= 400 ? "bad" : fields.fault ? "warn" : "good";
    case "power": return fields.state === POWER.CUT ? "bad" : "";
    case "halt": case "panic": return "bad";
    case "status": return { online: "good", away: "warn", offline: "warn", revoked: "bad" }[fields.status] ?? "";
    case "load": if ("stored" in fields) return "bad"; // falls through
    case "stored": return fields.verdict === "valid" ? "good" : "warn";
    case "save": return fields.verdict === "valid" ? "good" : fields.by ? "" : "warn";
    case "verdict": return { passed: "good", failed: "bad", error: "bad" }[fields.outcome] ?? "";
    case "flash": return fields.operation === "torn" ? "bad" : "";
    case "serial": return fields.leak ? "bad" : "";
    case "exchange": return fields.status ? "" : "bad";
    default: return "";
  }
};

// Boot chatter of the ROM stands behind what the firmware says.
const isChatter = (event) => event.kind === "serial" && (event.fields.rom || !String(event.fields.text ?? "").startsWith("["));

const laneOf = (event) => {
  if (event.kind === "state") return "wifi" in event.fields ? "wifi" : "clock_off_ms" in event.fields ? "clock" : "power";
  return Object.hasOwn(LANE_OF, event.kind) ? LANE_OF[event.kind] : "server";
};
