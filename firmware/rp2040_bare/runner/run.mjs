// node run.mjs IMAGE.elf FLASH.bin [--hold] [--held-time] [--probe SOCKET]
//
// UART 0 on standard input and output; the chip's 2 MiB in FLASH.bin, which must be there; the image lies over it and
// is not written into it. Emulated time is the machine's. Ends when standard input does.
import fs from 'node:fs';
import { parseArgs } from 'node:util';
import { flashParts } from './elf_image.mjs';
import { FLASH_BYTES, HardFault, Machine } from './machine.mjs';
import { listenToProbe } from './probe.mjs';

const SLICE = 20000;
const BETWEEN_BYTES = 64;
const NS_PER_MS = 1e6;
const HARD_FAULT = 70;

const { positionals, values } = parseArgs({
  options: {
    hold: { type: 'boolean', default: false },
    'held-time': { type: 'boolean', default: false },
    probe: { type: 'string', default: '' },
  },
  allowPositionals: true,
});
const [imagePath, flashPath] = positionals;
const cells = new Uint8Array(FLASH_BYTES).fill(0xff);
const file = fs.openSync(flashPath, 'r+');
fs.readSync(file, cells, 0, FLASH_BYTES, 0);
for (const { offset, bytes } of flashParts(fs.readFileSync(imagePath))) cells.set(bytes, offset);

const outgoing = [];
const machine = new Machine(cells, {
  hold: values.hold,
  heldTime: values['held-time'],
  send: (byte) => outgoing.push(byte),
  changed: (start, length) => fs.writeSync(file, cells, start, length, start),
});

const beganNs = process.hrtime.bigint();
let incoming = Buffer.alloc(0);
let taken = 0;
let wakeUp = () => {};

const worldNs = () => Number(process.hrtime.bigint() - beganNs);

/** The core is slower than a real one while it works; its timers are not. */
function catchUp() {
  const behindNs = worldNs() - machineNs();
  if (behindNs > 0) machine.clock.tick(behindNs);
}

// Each reset begins a new chip, whose clock begins at 0.
let chip = machine.chip;
let nsBefore = 0;
function machineNs() {
  if (chip !== machine.chip) {
    nsBefore = worldNs();
    chip = machine.chip;
  }
  return nsBefore + machine.clock.nanos;
}

function feed() {
  while (taken < incoming.length && machine.canReceive) machine.receive(incoming[taken++]);
}

/** A hard fault stops a Pico without a word; here whoever started this is told. */
function runOrFault(count) {
  try {
    machine.run(count);
  } catch (error) {
    if (!(error instanceof HardFault)) throw error;
    process.stderr.write(`hard fault: ${error.message}\n`);
    process.exit(HARD_FAULT);
  }
}

function turn() {
  wakeUp = () => {};
  for (let done = 0; done < SLICE; done += BETWEEN_BYTES) {
    feed();
    runOrFault(BETWEEN_BYTES);
    if (machine.isWaiting) break;
  }
  catchUp();
  if (outgoing.length > 0) process.stdout.write(Buffer.from(outgoing.splice(0)));
  if (!machine.isWaiting) setImmediate(turn);
  else sleep();
}

/** Rests until the next alarm or byte. */
function sleep() {
  const alarmNs = machine.clock.nanosToNextAlarm;
  let isAwake = false;
  const timer = alarmNs > 0 ? setTimeout(() => wakeUp(), Math.ceil(alarmNs / NS_PER_MS)) : null;
  wakeUp = () => {
    if (isAwake) return;
    isAwake = true;
    if (timer !== null) clearTimeout(timer);
    catchUp();
    turn();
  };
}

process.stdin.on('data', (bytes) => {
  incoming = Buffer.concat([incoming.subarray(taken), bytes]);
  taken = 0;
  if (machine.isWaiting) wakeUp();
});
process.stdin.on('end', () => process.exit(0));
process.stdout.on('error', () => process.exit(0));
if (values.probe) listenToProbe(values.probe, (start, bytes) => machine.poke(start, bytes));
turn();
