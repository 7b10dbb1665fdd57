// Registers of the RP2040 that rp2040js leaves out, as far as programs look at them.
import { BasePeripheral } from 'rp2040js';

const CHIP_RESET = 0x08;
const RESET_CONTROL = 0xd0c;
const RESET_KEY = 0x05fa;
const RESET_REQUEST = 1 << 2;
const PINS = 0x04;
const BY_PROGRAM = 5;
const FIFO_STATUS = 0x50;
const FIFO_WRITE = 0x54;
const FIFO_READ = 0x58;
const FIFO_READY = 1 << 1;

/** Keeps what is written; `values` are [offset, what it reads at first]. */
export class Registers extends BasePeripheral {
  constructor(chip, name, values = []) {
    super(chip, name);
    this.values = new Map(values);
  }

  readUint32(offset) {
    return this.values.get(offset) ?? 0;
  }

  writeUint32(offset, value) {
    this.values.set(offset, value >>> 0);
  }
}

/** Why the whole chip was reset last (RP2040 Datasheet, 2.12.8); resets by the watchdog leave it as it is. */
export class ResetRegisters extends Registers {
  constructor(chip, why) {
    super(chip, 'VREG_AND_CHIP_RESET', [[CHIP_RESET, why]]);
  }

  writeUint32(offset, value) {
    if (offset !== CHIP_RESET) super.writeUint32(offset, value);
  }
}

/** Lets a program reset the chip by the system control block (ARMv6-M, AIRCR). */
export function hearResetRequests(chip, reset) {
  const { ppb } = chip;
  const write = ppb.writeUint32.bind(ppb);
  ppb.writeUint32 = (offset, value) => {
    if (offset !== RESET_CONTROL) write(offset, value);
    else if (value >>> 16 === RESET_KEY && value & RESET_REQUEST) reset();
  };
}

/** The mailbox to the second core, which nobody reads: `written` hears that a program has put something in. */
export function addMailbox(chip, written) {
  const { sio } = chip;
  const read = sio.readUint32.bind(sio);
  const write = sio.writeUint32.bind(sio);
  sio.readUint32 = (offset) => {
    if (offset === FIFO_STATUS) return FIFO_READY;
    return offset === FIFO_READ ? 0 : read(offset);
  };
  sio.writeUint32 = (offset, value) => {
    if (offset === FIFO_WRITE) written();
    else if (offset !== FIFO_STATUS) write(offset, value);
  };
}

/** A pin that a program drives reads as it is driven (RP2040 Datasheet, 2.19.2); rp2040js has it read low. */
export function readBackOutputs(chip) {
  const { sio } = chip;
  const read = sio.readUint32.bind(sio);
  sio.readUint32 = (offset) => {
    if (offset !== PINS) return read(offset);
    let levels = chip.gpioValues;
    for (let driven = sio.gpioOutputEnable; driven !== 0; driven &= driven - 1) {
      const index = 31 - Math.clz32(driven & -driven);
      const pin = chip.gpio[index];
      if (pin.functionSelect !== BY_PROGRAM || !pin.inputEnable) continue;
      levels = pin.outputValue ? levels | (1 << index) : levels & ~(1 << index);
    }
    return levels >>> 0;
  };
}
