// The boot ROM of an RP2040 as programs call it: tables of functions (RP2040 Datasheet, 2.8.2 and 2.8.3), each of
// which is a trap that is done here. Nothing of the real ROM is in it, so nobody needs a copy of that.
import { doubleFunctions, floatFunctions } from './rom_floats.mjs';

const VERSION = 3;
const FUNCTIONS = 0x40;
const FUNCTION_BYTES = 4;
const FUNCTION_TABLE = 0x800;
const DATA_TABLE = 0x900;
const FLOAT_TABLE = 0xa00;
const DOUBLE_TABLE = 0xb00;
const TEXTS = 0xc00;
export const ROM_BYTES = 0x4000;

const BREAKPOINT = 0xbe00;
const RETURN = 0x4770;
const STACK_TOP = 0x50101000;
const SECTOR_BYTES = 4096;
const PAGE_BYTES = 256;
const RAM = 0x20000000;
const NS_PER_WORD = 8;

/** What ends a boot from inside of the ROM: the program wants the loader that is a USB drive. */
export class LoaderWanted extends Error {}

const code = (name) => name.charCodeAt(0) | (name.charCodeAt(1) << 8);

/** The core is in the boot ROM for good: a fault before the program has vectors of its own, for instance. */
export class LeftInRom extends Error {}

function reversed(word) {
  let result = 0;
  for (let bit = 0; bit < 32; bit++) if (word & (1 << bit)) result |= 1 << (31 - bit);
  return result >>> 0;
}

function ones(word) {
  let count = 0;
  for (let rest = word >>> 0; rest !== 0; rest = (rest & (rest - 1)) >>> 0) count += 1;
  return count;
}

export class BootRom {
  /**
   * @param chip an RP2040 of rp2040js
   * @param {{ erase: (start: number) => void, program: (address: number, bytes: Uint8Array) => void }} flash
   */
  constructor(chip, flash) {
    this.chip = chip;
    this.flash = flash;
    this.traps = [];
    this.bytes = new Uint8Array(chip.bootrom.buffer);
    this.view = new DataView(chip.bootrom.buffer);
    this.bytes.fill(0);
    this.write();
  }

  /** Does the trap that the core has met. */
  call(number) {
    this.traps[number](this.chip.core.registers, this.chip.core);
  }

  write() {
    const dead = this.add(() => {
      throw new LeftInRom('the core stays in the boot ROM');
    });
    this.view.setUint32(0, STACK_TOP, true);
    for (const vector of [4, 8, 12]) this.view.setUint32(vector, dead, true);
    this.bytes.set([0x4d, 0x75, 1, VERSION], 0x10);
    this.view.setUint16(0x14, FUNCTION_TABLE, true);
    this.view.setUint16(0x16, DATA_TABLE, true);
    this.view.setUint16(0x18, this.add((registers) => this.lookUp(registers)), true);
    this.writeTable(FUNCTION_TABLE, this.functions(dead));
    this.writeFloats(FLOAT_TABLE, floatFunctions());
    this.writeFloats(DOUBLE_TABLE, doubleFunctions());
    this.bytes.set(new TextEncoder().encode('oceanhil'), TEXTS + 4);
    this.writeTable(DATA_TABLE, [
      ['GR', TEXTS],
      ['CR', TEXTS + 4],
      ['SF', FLOAT_TABLE],
      ['SD', DOUBLE_TABLE],
    ]);
  }

  /** Adds a function; gives its address, with the bit that says Thumb. */
  add(trap) {
    const address = FUNCTIONS + FUNCTION_BYTES * this.traps.length;
    this.view.setUint16(address, BREAKPOINT | this.traps.length, true);
    this.view.setUint16(address + 2, RETURN, true);
    this.traps.push(trap);
    return address | 1;
  }

  writeTable(at, entries) {
    entries.forEach(([name, address], index) => {
      this.view.setUint16(at + 4 * index, code(name), true);
      this.view.setUint16(at + 4 * index + 2, address, true);
    });
  }

  /** How many words a table has stands two bytes before it. */
  writeFloats(at, functions) {
    this.bytes[at - 2] = functions.length;
    functions.forEach((each, index) => this.view.setUint32(at + 4 * index, this.add(each), true));
  }

  functions(dead) {
    const nothing = this.add(() => {});
    const fill = this.add((registers) => this.fill(registers));
    const copy = this.add((registers) => this.copy(registers));
    return [
      ['P3', this.add((registers) => (registers[0] = ones(registers[0])))],
      ['R3', this.add((registers) => (registers[0] = reversed(registers[0])))],
      ['L3', this.add((registers) => (registers[0] = Math.clz32(registers[0])))],
      ['T3', this.add((registers) => (registers[0] = Math.clz32(reversed(registers[0]))))],
      ['MS', fill],
      ['S4', fill],
      ['MC', copy],
      ['C4', copy],
      ['UB', this.add(() => this.wantLoader())],
      ['WV', dead],
      ['IF', nothing],
      ['EX', nothing],
      ['RE', this.add((registers) => this.erase(registers[0], registers[1]))],
      ['RP', this.add((registers) => this.program(registers[0], registers[1], registers[2]))],
      ['FC', nothing],
      ['CX', nothing],
    ];
  }

  lookUp(registers) {
    for (let entry = registers[0]; ; entry += 4) {
      const found = this.chip.readUint16(entry);
      if (found === 0 || found === registers[1]) {
        registers[0] = found === 0 ? 0 : this.chip.readUint16(entry + 2);
        return;
      }
    }
  }

  fill(registers) {
    const [start, value, length] = registers;
    const ram = this.ramAt(start, length);
    if (ram !== null) ram.fill(value & 0xff);
    else for (let each = 0; each < length; each++) this.chip.writeUint8(start + each, value & 0xff);
    this.takeTime(length);
  }

  copy(registers) {
    const [to, from, length] = registers;
    const ram = this.ramAt(to, length);
    const source = this.ramAt(from, length);
    if (ram !== null && source !== null) ram.set(source);
    else for (let each = 0; each < length; each++) this.chip.writeUint8(to + each, this.chip.readUint8(from + each));
    this.takeTime(length);
  }

  ramAt(address, length) {
    const start = address - RAM;
    const { sram } = this.chip;
    return start >= 0 && start + length <= sram.length ? sram.subarray(start, start + length) : null;
  }

  takeTime(bytes) {
    this.chip.clock.tick((bytes / 4) * NS_PER_WORD);
  }

  erase(start, length) {
    for (let sector = start; sector < start + length; sector += SECTOR_BYTES) this.flash.erase(sector);
  }

  program(start, from, length) {
    for (let done = 0; done < length; done += PAGE_BYTES) {
      const count = Math.min(PAGE_BYTES, length - done);
      const page = Uint8Array.from({ length: count }, (_, index) => this.chip.readUint8(from + done + index));
      this.flash.program(start + done, page);
    }
  }

  wantLoader() {
    throw new LoaderWanted('the program asks for the boot loader that is a USB drive');
  }
}
