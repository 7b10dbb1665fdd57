// A trace as it is in a file: a head and events, read as far as they can be read.
// Form: scenarios/trace_file.py and `oceanhil schema trace`.

const TRACE_VERSION = 3;
const EVENTS_MOST = 300_000;
// No event is that long; a file without ends of lines is none of ours, and need not be held as a whole.
const LINE_MOST = 8_000_000;

const isRecord = (value) => typeof value === "object" && value !== null && !Array.isArray(value);

const isEvent = (value) =>
  isRecord(value) && Number.isSafeInteger(value.t_us) && typeof value.source === "string" &&
  typeof value.kind === "string" && typeof value.device === "string" && isRecord(value.fields);

const asJson = (value) => {
  try {
    return JSON.stringify(value);
  } catch {
    return "…"; // nested deeper than a script can follow
  }
};

// A record whose values are texts, numbers, truth values or null: what is none of them, and not in `kept`, is told as JSON.
const flat = (record, kept = []) => {
  const isDeep = ([name, value]) => typeof value === "object" && value !== null && !kept.includes(name);
  const entries = Object.entries(record);
  if (!entries.some(isDeep)) return record;
  return Object.fromEntries(entries.map((each) => (isDeep(each) ? [each[0], asJson(each[1])] : each)));
};

// Takes a trace line by line, so that a file of any size can be read in parts.
class TraceReader {
  constructor() {
    this.head = null;
    this.events = [];
    this.problems = [];
    this.isOver = false;
    this.number = 0;
    this.rest = "";
  }

  take(text) {
    const lines = (this.rest + text).split("\n");
    this.rest = lines.pop();
    for (const line of lines) this.takeLine(line);
    if (this.rest.length > LINE_MOST && !this.isOver) {
      this.stop(`Line ${this.number + 1} is longer than any line of a trace: the file is another one.`);
    }
  }

  end() {
    if (!this.isOver && this.rest.trim()) this.takeLine(this.rest);
    this.rest = "";
    if (!this.events.length && !this.problems.length) this.problems.push("The file holds no event of a trace.");
    return this;
  }

  takeLine(line) {
    this.number += 1;
    if (this.isOver || !line.trim()) return;
    let value;
    try {
      value = JSON.parse(line);
    } catch {
      this.stop(`Line ${this.number} is no whole line of a trace: the file was cut there, or is another file.`);
      return;
    }
    if (this.number === 1 && isRecord(value) && "trace" in value) this.takeHead(value);
    else if (isEvent(value)) this.add(value);
    else this.stop(`Line ${this.number} is no event of a trace.`);
  }

  takeHead(head) {
    this.head = flat(head, ["failure"]);
    if (isRecord(head.failure)) this.head.failure = flat(head.failure, ["acts"]);
    if (head.trace > TRACE_VERSION) {
      this.problems.push(
        `This is a trace of version ${head.trace}; this page knows up to ${TRACE_VERSION}. ` +
        "What it does not know is shown as it is written.");
    }
  }

  add(event) {
    event.fields = flat(event.fields);
    if (this.events.length < EVENTS_MOST) this.events.push(event);
    else this.endWith(`The trace has more than ${EVENTS_MOST.toLocaleString("en")} events: the first of them are shown.`);
  }

  stop(why) {
    this.endWith(`${why} ${plural(this.events.length, "event")} before it ${this.events.length === 1 ? "is" : "are"} shown.`);
  }

  endWith(problem) {
    this.isOver = true;
    this.problems.push(problem);
  }
}

const readTrace = (text) => {
  const reader = new TraceReader();
  reader.take(text);
  return reader.end();
};

// Reads a trace of any size in parts, and no further than can be shown.
const readStream = async (stream, tell = () => {}) => {
  const reader = new TraceReader();
  let bytes = 0;
  const counted = new TransformStream({
    transform(chunk, next) {
      bytes += chunk.byteLength;
      next.enqueue(chunk);
    },
  });
  const parts = stream.pipeThrough(counted).pipeThrough(new TextDecoderStream()).getReader();
  for (let part = await parts.read(); !part.done && !reader.isOver; part = await parts.read()) {
    reader.take(part.value);
    tell(bytes);
  }
  parts.cancel().catch(() => {});
  return reader.end();
};

// The address of an event: `t=µs`, or `t=µs+n` for the n-th of that moment.
const bookmarkOf = (events, index) => {
  const us = events[index].t_us;
  let number = 0;
  while (events[index - number - 1]?.t_us === us) number += 1;
  return number ? `t=${us}+${number}` : `t=${us}`;
};
