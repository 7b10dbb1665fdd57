// node image.mjs
//
// Runs anybody's program for a Pico W, in steps that are asked for on standard input and told of on standard output:
// frames of four bytes for their length, one for their kind, and their contents; numbers begin with the lowest byte.
// `oceanhil.hil.emulators.image_process` is the other side.
import fs from 'node:fs';
import { LeftInRom, LoaderWanted } from './boot_rom.mjs';
import { LockedUp, NothingToStart, Pico } from './pico.mjs';

const Order = { BEGIN: 0, START: 1, RUN: 2, DONE: 3, SECTORS: 4, AIR: 5, FRAME: 6 };
const Word = { RESTS: 0, CONSOLE: 1, ERASE: 2, PROGRAM: 3, RESET: 4, STOPPED: 5, NOTE: 6, FRAME: 7 };
const HEAD_BYTES = 5;
const SECTOR_BYTES = 4096;
const NS_PER_US = 1000;
const NEVER = 0xffffffffffffffffn;
// What is said within one frame of USB is said at once.
const SLACK_NS = 1000000;

/** What ends a boot where it stands. */
class BootEnds extends Error {}

function readBytes(count) {
  const bytes = Buffer.alloc(count);
  for (let done = 0; done < count; ) {
    const read = fs.readSync(0, bytes, done, count - done, null);
    if (read === 0) process.exit(0);
    done += read;
  }
  return bytes;
}

function nextOrder() {
  const head = readBytes(HEAD_BYTES);
  return { kind: head[4], data: readBytes(head.readUInt32LE(0)) };
}

// What rp2040js says of registers that it does not know, perhaps without end.
console.warn = () => {};

let outgoing = [];

function tell(kind, nanos, data = Buffer.alloc(0)) {
  const head = Buffer.alloc(HEAD_BYTES + 8);
  head.writeUInt32LE(8 + data.length, 0);
  head[4] = kind;
  head.writeBigUInt64LE(BigInt(Math.round(nanos / NS_PER_US)), HEAD_BYTES);
  outgoing.push(head, data);
}

function sendAll() {
  const bytes = Buffer.concat(outgoing);
  outgoing = [];
  for (let done = 0; done < bytes.length; ) done += fs.writeSync(1, bytes, done);
}

// The console's bytes since they were told last, and when the first of them came.
let said = [];
let saidNanos = 0;

function hear(bytes) {
  if (said.length > 0 && pico.nanos - saidNanos > SLACK_NS) tellSaid();
  if (said.length === 0) {
    saidNanos = pico.nanos;
    pico.stopBy(saidNanos + SLACK_NS);
  }
  said.push(...bytes);
}

function tellSaid() {
  if (said.length > 0) tell(Word.CONSOLE, saidNanos, Buffer.from(said));
  said = [];
}

/** Asks for flash work and waits until it is done; power may go, or the board start again, instead. */
function ask(kind, data) {
  tellSaid();
  tell(kind, pico.nanos, data);
  sendAll();
  const order = nextOrder();
  if (order.kind === Order.DONE) return pico.chip.clock.tick(Number(order.data.readBigUInt64LE(0)) * NS_PER_US);
  kept = order;
  throw new BootEnds();
}

function word(number) {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(number >>> 0);
  return bytes;
}

let pico = null;
let kept = null;
let endedBy = null;

function wiring(begin) {
  return {
    flashBytes: begin.readUInt32LE(0),
    serial: Uint8Array.from(begin.subarray(4, 12)),
    mac: Uint8Array.from(begin.subarray(12, 18)),
    sent: (frame) => {
      tellSaid();
      tell(Word.FRAME, pico.nanos, Buffer.from(frame));
      pico.stopBy(pico.nanos);
    },
    heard: hear,
    erase: (start) => ask(Word.ERASE, word(start)),
    program: (address, bytes) => ask(Word.PROGRAM, Buffer.concat([word(address), Buffer.from(bytes)])),
    reset: (isForced) => {
      endedBy = { kind: Word.RESET, data: Buffer.from([isForced ? 1 : 0]) };
      throw new BootEnds();
    },
    noted: (text) => tell(Word.NOTE, pico.nanos, Buffer.from(text)),
  };
}

function takeSectors(data) {
  for (let at = 0; at < data.length; at += 4 + SECTOR_BYTES) {
    pico.poke(data.readUInt32LE(at) * SECTOR_BYTES, data.subarray(at + 4, at + 4 + SECTOR_BYTES));
  }
}

/** A name and a password, each with its length before it; nothing where there is no network. */
function changeAir(data) {
  if (data.length === 0) return pico.change(null);
  const name = data.subarray(1, 1 + data[0]);
  const password = data.subarray(2 + data[0], 2 + data[0] + data[1 + data[0]]);
  return pico.change({ name: name.toString(), password: password.toString() });
}

function start(data) {
  pico.start({
    keeps: (data[0] & 1) !== 0,
    isOpen: (data[0] & 2) !== 0,
    chipReset: data.readUInt32LE(1),
    watchdogReason: data[5],
  });
}

/** What a program comes to that goes no further. */
function lastWord(error) {
  if (error instanceof NothingToStart) return 'there is nothing in flash that the boot ROM would start';
  if (error instanceof LoaderWanted) return error.message;
  if (error instanceof LockedUp) return `hard fault: ${pico.firstFault}`;
  if (error instanceof LeftInRom) return pico.firstFault === null ? error.message : `hard fault: ${pico.firstFault}`;
  return null;
}

function attempt(act) {
  endedBy = null;
  try {
    act();
  } catch (error) {
    const text = lastWord(error);
    if (text !== null) endedBy = { kind: Word.STOPPED, data: Buffer.from(text) };
    else if (!(error instanceof BootEnds)) throw error;
  }
}

/** Answers a step: what was said meanwhile, and how it ended. */
function answer() {
  tellSaid();
  if (endedBy !== null) {
    tell(endedBy.kind, pico.nanos, endedBy.data);
  } else {
    const due = pico.dueNanos;
    const bytes = Buffer.alloc(8);
    bytes.writeBigUInt64LE(due === null ? NEVER : BigInt(Math.ceil(due / NS_PER_US)));
    tell(Word.RESTS, pico.nanos, bytes);
  }
  sendAll();
}

function obey({ kind, data }) {
  if (kind === Order.BEGIN) pico = new Pico(wiring(data));
  else if (kind === Order.SECTORS) takeSectors(data);
  else if (kind === Order.AIR) changeAir(data);
  else if (kind === Order.FRAME) pico.radio.deliver(Uint8Array.from(data));
  else if (kind === Order.START || kind === Order.RUN) {
    attempt(() => {
      if (kind === Order.START) {
        said = [];
        outgoing = [];
        start(data);
      } else {
        if (data.length > 12) pico.receive(data.subarray(12));
        pico.run(Number(data.readBigUInt64LE(0)) * NS_PER_US, data.readUInt32LE(8));
      }
    });
    if (kept === null) answer();
  }
}

for (;;) {
  const order = kept ?? nextOrder();
  kept = null;
  obey(order);
}
