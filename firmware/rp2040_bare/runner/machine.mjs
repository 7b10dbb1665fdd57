// One RP2040 with its flash, from power-on through any number of resets.
import { RP2040 } from 'rp2040js';
import { ChipSelect, Ssi } from './flash_bus.mjs';
import { NorFlash } from './nor_flash.mjs';

export const FLASH_BYTES = 2 << 20;
const VECTORS = 0x10000100;
const SSI_PAGE = 0x18000;
const IO_QSPI_PAGE = 0x40018;
const WATCHDOG_PAGE = 0x40058;
const HOLD_PIN = 22;
const HELD_TIME_PIN = 21;
const CYCLE_NS = 8;

const FAULTS = /^(Warning: Instruction at|Read from invalid memory|Write to undefined address|read from address)/;

/** rp2040js has no hard fault: it says what should raise one, and goes on. */
export class HardFault extends Error {}

function fault(chip, what) {
  throw new HardFault(`${what}, pc ${(chip.core.PC >>> 0).toString(16)}`);
}

function faultingLogger(chip) {
  const quiet = () => {};
  const judge = (_component, message) => {
    if (FAULTS.test(message)) fault(chip, message);
  };
  return { debug: quiet, info: quiet, warn: judge, error: judge };
}

export class Machine {
  /**
   * @param {Uint8Array} cells the flash chip, image included
   * @param {{ hold: boolean, heldTime: boolean, send: (byte: number) => void, changed: (start: number, length: number) => void }} wiring
   */
  constructor(cells, wiring) {
    this.cells = cells;
    this.wiring = wiring;
    this.chip = this.boot();
    this.isResetting = false;
  }

  get clock() {
    return this.chip.clock;
  }

  get isWaiting() {
    return this.chip.core.waiting;
  }

  get canReceive() {
    return this.chip.uart[0].enabled && !this.chip.uart[0].rxFIFO.full;
  }

  receive(byte) {
    this.chip.uart[0].feedByte(byte);
  }

  /** Runs up to `count` instructions; ends early when the core waits for an interrupt. */
  run(count) {
    for (let done = 0; done < count && !this.chip.core.waiting; done++) {
      this.chip.clock.tick(this.chip.core.executeInstruction() * CYCLE_NS);
      if (this.isResetting) this.reset();
    }
  }

  /** Changes flash from outside, as a debug probe does. */
  poke(start, bytes) {
    this.cells.set(bytes, start);
    this.chip.flash.set(bytes, start);
    this.wiring.changed(start, bytes.length);
  }

  /** RAM and the watchdog's scratch registers outlive a reset. */
  reset() {
    this.isResetting = false;
    const before = this.chip;
    this.chip = this.boot();
    this.chip.sram.set(before.sram);
    this.chip.peripherals[WATCHDOG_PAGE].scratchData.set(before.peripherals[WATCHDOG_PAGE].scratchData);
  }

  boot() {
    const chip = new RP2040();
    chip.logger = faultingLogger(chip);
    chip.onBreak = () => fault(chip, 'undefined instruction');
    const flash = new NorFlash(this.cells, (start, length) => {
      chip.flash.set(this.cells.subarray(start, start + length), start);
      this.wiring.changed(start, length);
    });
    chip.flash.set(this.cells);
    chip.peripherals[SSI_PAGE] = new Ssi(chip, flash);
    chip.peripherals[IO_QSPI_PAGE] = new ChipSelect(chip, flash);
    chip.peripherals[WATCHDOG_PAGE].onWatchdogTrigger = () => {
      this.isResetting = true;
    };
    chip.uart[0].onByte = this.wiring.send;
    chip.gpio[HOLD_PIN].setInputValue(this.wiring.hold);
    chip.gpio[HELD_TIME_PIN].setInputValue(this.wiring.heldTime);
    chip.core.VTOR = VECTORS;
    chip.core.reset();
    return chip;
  }
}
