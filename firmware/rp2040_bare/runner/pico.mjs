// A Pico W on which anybody's program runs: boot ROM, flash behind the SSI, resets, and a console on USB or UART 0.
import { RP2040 } from 'rp2040js';
import { BootRom, ROM_BYTES } from './boot_rom.mjs';
import { ChipSelect, Ssi } from './flash_bus.mjs';
import { NorFlash } from './nor_flash.mjs';
import { addMailbox, hearResetRequests, readBackOutputs, Registers, ResetRegisters } from './chip_registers.mjs';
import { Radio } from './radio.mjs';
import { RadioBus } from './radio_bus.mjs';
import { UsbConsole } from './usb_console.mjs';

const XIP_CONTROL_PAGE = 0x14000;
const SSI_PAGE = 0x18000;
const IO_QSPI_PAGE = 0x40018;
const WATCHDOG_PAGE = 0x40058;
const OSCILLATOR_PAGE = 0x40060;
const RESET_PAGE = 0x40064;
const RAM = 0x20000000;
const SECOND_STAGE = 0x20041f00;
const SECOND_STAGE_BYTES = 256;
const STACK_TOP = 0x50101000;
const SECTOR_BYTES = 4096;
const PAGE_BYTES = 256;
const CYCLE_NS = 8;
const NS_PER_SECOND = 1e9;
const BITS_PER_BYTE = 10;
const LOOK_EVERY = 1024;
const HARD_FAULT = 3;
const FORCED = 2;

// In rp2040js's words, and in ours.
const FAULTS = [
  [/^Warning: Instruction at ([0-9a-f]+)/, 'no instruction of this core at'],
  [/^Read from invalid memory address: ([0-9a-f]+)/, 'a read where nothing is, at'],
  [/^Write to undefined address: ([0-9a-f]+)/, 'a write where nothing is, at'],
  [/^read from address ([0-9a-f]+)/, 'a word read where none can stand, at'],
];

/** What a Cortex-M0+ answers with a hard fault; rp2040js only says so, and goes on. */
class Fault extends Error {}

/** The program stands still for good: a fault within the handler of a fault. */
export class LockedUp extends Error {}

/** There is nothing in flash that the boot ROM would start. */
export class NothingToStart extends Error {}

/** CRC-32 as the boot ROM reckons it over the second stage (RP2040 Datasheet, 2.8.1.3.1). */
export function checksum(bytes) {
  let sum = 0xffffffff;
  for (const byte of bytes) {
    sum ^= byte << 24;
    for (let bit = 0; bit < 8; bit++) sum = sum & 0x80000000 ? (sum << 1) ^ 0x04c11db7 : sum << 1;
  }
  return sum >>> 0;
}

/** A flash chip whose work is done elsewhere. */
class AskingFlash extends NorFlash {
  constructor(cells, ask, serial) {
    super(cells, () => {}, serial);
    this.ask = ask;
  }

  program() {
    const page = this.address - (this.address % PAGE_BYTES);
    const room = page + PAGE_BYTES - this.address;
    const bytes = Uint8Array.from(this.data.slice(0, PAGE_BYTES));
    this.ask.program(this.address, bytes.subarray(0, room));
    if (bytes.length > room) this.ask.program(page, bytes.subarray(room));
    this.isWriteEnabled = false;
  }

  erase(length) {
    const first = this.address - (this.address % length);
    for (let sector = first; sector < first + length; sector += SECTOR_BYTES) this.ask.erase(sector);
    this.isWriteEnabled = false;
  }
}

const isBusy = (machine) => machine.enabled && !machine.waiting;

function stepAll(pios) {
  for (const pio of pios) {
    if (pio.stopped) continue;
    for (const machine of pio.machines) if (machine.enabled) machine.step();
    pio.checkChangedPins();
  }
}

export class Pico {
  /**
   * @param {{ flashBytes: number, serial: Uint8Array, heard: (bytes: Uint8Array) => void, erase: (start: number) => void,
   *   program: (address: number, bytes: Uint8Array) => void, reset: (isForced: boolean) => void,
   *   noted: (text: string) => void, mac: Uint8Array, sent: (frame: Uint8Array) => void }} wiring
   */
  constructor(wiring) {
    this.wiring = wiring;
    this.chip = null;
    this.air = null;
    this.cells = new Uint8Array(wiring.flashBytes).fill(0xff);
    this.stopNanos = 0;
  }

  get nanos() {
    return this.chip.clock.nanos;
  }

  /** When it goes on by itself: at once while its core works; null when nothing is due. */
  get dueNanos() {
    if (!this.chip.core.waiting || this.isPioRunning) return this.nanos;
    const alarm = this.chip.clock.nextAlarm;
    return alarm === null ? null : alarm.nanos;
  }

  /** Whether some state machine has something to do; those that wait for their FIFOs are woken by these. */
  get isPioRunning() {
    return this.chip.pio.some((pio) => !pio.stopped && pio.machines.some(isBusy));
  }

  /** Starts as after this reset. `keeps`: RAM and the watchdog's scratch registers outlive it. */
  start({ keeps, chipReset, watchdogReason, isOpen }) {
    const before = keeps ? this.chip : null;
    const chip = new RP2040();
    this.chip = chip;
    this.firstFault = null;
    chip.logger = this.logger();
    chip.onBreak = (number) => this.trap(number);
    const ask = this.askingFlash();
    this.flash = new AskingFlash(this.cells, ask, this.wiring.serial);
    this.rom = new BootRom(chip, ask);
    chip.flash.set(this.cells);
    chip.peripherals[XIP_CONTROL_PAGE] = new Registers(chip, 'XIP_CTRL', [[8, 3]]);
    chip.peripherals[SSI_PAGE] = new Ssi(chip, this.flash);
    chip.peripherals[IO_QSPI_PAGE] = new ChipSelect(chip, this.flash);
    chip.peripherals[OSCILLATOR_PAGE] = new Registers(chip, 'ROSC', [[0x18, 0x80001000], [0x1c, 1]]);
    chip.peripherals[RESET_PAGE] = new ResetRegisters(chip, chipReset);
    const watchdog = chip.peripherals[WATCHDOG_PAGE];
    watchdog.reason = watchdogReason;
    watchdog.onWatchdogTrigger = () => this.wiring.reset((watchdog.reason & FORCED) !== 0);
    hearResetRequests(chip, () => this.wiring.reset(true));
    addMailbox(chip, this.missSecondCore());
    readBackOutputs(chip);
    for (const pio of chip.pio) pio.run = () => {};
    chip.uart[0].onByte = (byte) => this.wiring.heard(Uint8Array.of(byte));
    this.arriving = [];
    this.wire = chip.clock.createAlarm(() => this.arrive());
    this.radio = new Radio(this.wiring.mac, this.air, this.wiring.sent);
    this.bus = new RadioBus(chip, this.radio);
    this.console = new UsbConsole(chip.usbCtrl, this.wiring.heard, isOpen);
    if (before !== null) {
      chip.sram.set(before.sram);
      watchdog.scratchData.set(before.peripherals[WATCHDOG_PAGE].scratchData);
    }
    this.startSecondStage();
  }

  /** The boot ROM copies 256 bytes out of flash, looks at their checksum, and starts them (2.8.1.3). */
  startSecondStage() {
    const stage = this.cells.slice(0, SECOND_STAGE_BYTES);
    const expected = new DataView(stage.buffer).getUint32(SECOND_STAGE_BYTES - 4, true);
    if (checksum(stage.subarray(0, SECOND_STAGE_BYTES - 4)) !== expected) throw new NothingToStart();
    this.chip.sram.set(stage, SECOND_STAGE - RAM);
    const { core } = this.chip;
    core.SP = STACK_TOP;
    core.LR = 0;
    core.PC = SECOND_STAGE;
  }

  /** Lets no run go on past that time: somebody outside may answer what it has just said. */
  stopBy(nanos) {
    this.stopNanos = Math.min(this.stopNanos, nanos);
  }

  /**
   * Lets it run up to that time, or until it has said something (`stopBy`); past `spentMs` of this machine's its clock
   * goes on without its core.
   */
  run(untilNanos, spentMs) {
    const { clock, core } = this.chip;
    const deadline = spentMs > 0 ? performance.now() + spentMs : Infinity;
    const pios = this.chip.pio;
    this.stopNanos = untilNanos;
    for (let done = 0; clock.nanos < this.stopNanos; done++) {
      if (done % LOOK_EVERY === 0 && performance.now() > deadline) {
        clock.tick(this.stopNanos - clock.nanos);
        return;
      }
      const isPioRunning = (!pios[0].stopped || !pios[1].stopped) && this.isPioRunning;
      if (core.waiting && !isPioRunning) {
        const alarm = clock.nextAlarm;
        const dueNanos = alarm === null ? this.stopNanos : Math.min(alarm.nanos, this.stopNanos);
        clock.tick(Math.max(0, dueNanos - clock.nanos));
        continue;
      }
      const cycles = core.waiting ? 1 : this.step();
      if (isPioRunning) for (let cycle = 0; cycle < cycles; cycle++) stepAll(pios);
      clock.tick(cycles * CYCLE_NS);
    }
  }

  step() {
    const { core } = this.chip;
    const pc = core.PC;
    try {
      return core.executeInstruction();
    } catch (error) {
      if (!(error instanceof Fault)) throw error;
      this.takeFault(error.message, pc);
      return 1;
    }
  }

  takeFault(what, pc) {
    const { core } = this.chip;
    if (core.IPSR === HARD_FAULT) throw new LockedUp(`${what}, pc ${(pc >>> 0).toString(16)}`);
    this.firstFault ??= `${what}, pc ${(pc >>> 0).toString(16)}`;
    core.PC = pc;
    core.exceptionEntry(HARD_FAULT);
  }

  /** Takes bytes of the console's line: by UART 0 if the program uses that and has no USB, else over USB. */
  receive(bytes) {
    const [uart] = this.chip.uart;
    if (this.console.isUp || !uart.enabled) {
      this.console.send(bytes);
      return;
    }
    const isUnderWay = this.arriving.length > 0;
    this.arriving.push(...bytes);
    if (!isUnderWay) this.arrive();
  }

  /** Lets one byte arrive at UART 0, and the next as long after it as it takes on the wire. */
  arrive() {
    const [uart] = this.chip.uart;
    uart.feedByte(this.arriving.shift());
    if (this.arriving.length > 0) this.wire.schedule((BITS_PER_BYTE * NS_PER_SECOND) / uart.baudRate);
  }

  /** Changes flash from outside. */
  poke(start, bytes) {
    this.cells.set(bytes, start);
    this.chip?.flash.set(bytes, start);
  }

  /** Lets another network be in the air, or none: whoever has joined the old one is off it. */
  change(air) {
    this.air = air;
    if (this.chip === null) return;
    this.radio.network = air;
    this.radio.leave();
    this.radio.called();
  }

  trap(number) {
    const { core } = this.chip;
    if (core.PC < ROM_BYTES) this.rom.call(number);
    else throw new Fault(`breakpoint ${number}, and no debugger`);
  }

  askingFlash() {
    return {
      erase: (start) => this.erase(start % this.cells.length),
      program: (start, bytes) => {
        // An address beyond the chip is one within: it takes as many bits of it as it has room.
        const address = start % this.cells.length;
        const room = this.cells.length - address;
        this.program(address, bytes.subarray(0, room));
        if (bytes.length > room) this.program(0, bytes.subarray(room));
      },
    };
  }

  erase(start) {
    const sector = start - (start % SECTOR_BYTES);
    this.wiring.erase(sector);
    this.poke(sector, new Uint8Array(SECTOR_BYTES).fill(0xff));
  }

  program(address, bytes) {
    this.wiring.program(address, bytes);
    this.poke(address, bytes.map((byte, index) => byte & this.cells[address + index]));
  }

  /** The mailbox to the second core is used with every word that goes through it: told once a boot. */
  missSecondCore() {
    let isTold = false;
    return () => {
      if (!isTold) this.wiring.noted('starts the second core, which is not emulated');
      isTold = true;
    };
  }

  logger() {
    const quiet = () => {};
    const judge = (_component, message) => {
      for (const [pattern, words] of FAULTS) {
        const found = pattern.exec(message);
        if (found !== null) throw new Fault(`${words} ${found[1]}`);
      }
    };
    const info = (_component, message) => {
      if (message === 'SEV') this.chip.core.eventRegistered = true;
    };
    return { debug: quiet, info, warn: judge, error: judge };
  }
}
