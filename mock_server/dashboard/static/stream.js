// Server-sent events read with fetch, which can carry a header where EventSource cannot.

// The server breaks every silence with a comment after 15 s.
const SILENCE_MS = 40_000;

/** Split a stream of text into events; `feed` gives those completed by the text. */
export class EventReader {
  #rest = "";

  feed(text) {
    const blocks = (this.#rest + text).split("\n\n");
    this.#rest = blocks.pop();
    return blocks.map(readBlock).filter((event) => event !== null);
  }
}

function readBlock(block) {
  let kind = "message";
  const data = [];
  for (const line of block.split("\n")) {
    if (line.startsWith("event: ")) kind = line.slice(7);
    else if (line.startsWith("data: ")) data.push(line.slice(6));
  }
  return data.length === 0 ? null : { kind, ...JSON.parse(data.join("\n")) };
}

/** Read events from `response` until it ends, or nothing has come for too long; `abort` ends it then. */
export async function readEvents(response, abort, take) {
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  const events = new EventReader();
  let timer = setTimeout(abort, SILENCE_MS);
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      clearTimeout(timer);
      timer = setTimeout(abort, SILENCE_MS);
      for (const event of events.feed(value)) take(event);
    }
  } finally {
    clearTimeout(timer);
  }
}
