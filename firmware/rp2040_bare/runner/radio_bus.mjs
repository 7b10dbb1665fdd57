// The bus of a Pico W's radio chip, a CYW43439, as its pins carry it (CYW43439 data sheet, "gSPI"): a command of 32
// bits, then data one way or the other over the same pin, which also calls the host when a packet waits.

const SELECT_PIN = 25;
const CLOCK_PIN = 29;
const DATA_PIN = 24;
const POWER_PIN = 23;
const HIGH = 1;
const COMMAND_BITS = 32;

const BUS = 0;
const BACKPLANE = 1;
const RADIO = 2;

const CONTROL = 0x00;
const IS_32_BITS = 1;
const INTERRUPTS = 0x04;
const PACKET_WAITS = 0x20;
const STATUS = 0x08;
const CAN_TAKE = 0x20;
const PACKET_THERE = 0x100;
const TEST = 0x14;
const BACKPLANE_DELAY = 0x1d;
const BUS_REGISTERS = 0x20;

const OF_FUNCTION = 0x10000;
const WINDOW = [0x1000a, 0x1000b, 0x1000c];
const CLOCKS = 0x1000e;
const CLOCKS_READY = 0xc0;
const SLEEP = 0x1001f;
const KEEP_ON = 1;
const IS_ON = 2;
const WINDOW_BYTES = 0x7fff;
const IN_RESET = 1;
const RESET_CONTROL = 0x800;
const WRAPPERS = 0x18100000;
const WRAPPER_BYTES = 0x1000;

export class RadioBus {
  /** @param chip an RP2040. @param {{ take: (packet: Uint8Array) => void, packets: Uint8Array[] }} radio */
  constructor(chip, radio) {
    this.chip = chip;
    this.radio = radio;
    this.isSelected = false;
    this.reset();
    chip.gpio[SELECT_PIN].addListener((state) => this.select(state !== HIGH));
    chip.gpio[CLOCK_PIN].addListener((state) => {
      if (state === HIGH && this.isSelected) this.clock();
    });
    chip.gpio[POWER_PIN].addListener((state) => {
      if (state !== HIGH) this.reset();
    });
    radio.called = () => this.call();
  }

  reset() {
    this.registers = new Uint8Array(BUS_REGISTERS);
    new DataView(this.registers.buffer).setUint32(TEST, 0xfeedbead, true);
    this.functionRegisters = new Map();
    this.memory = new Map();
    this.radio.reset();
  }

  get is32Bits() {
    return (this.registers[CONTROL] & IS_32_BITS) !== 0;
  }

  select(isSelected) {
    if (isSelected === this.isSelected) return;
    this.isSelected = isSelected;
    if (isSelected) {
      this.bits = 0;
      this.byte = 0;
      this.received = [];
      this.answer = null;
    } else {
      this.finish();
      this.call();
    }
  }

  /** One rising edge: a bit comes as long as the host speaks, and goes once it has asked. */
  clock() {
    if (this.answer !== null) {
      const byte = this.answer[this.answerAt >>> 3] ?? 0;
      this.chip.gpio[DATA_PIN].setInputValue((byte & (0x80 >>> (this.answerAt & 7))) !== 0);
      this.answerAt += 1;
      return;
    }
    this.byte = (this.byte << 1) | (this.chip.gpio[DATA_PIN].value === HIGH ? 1 : 0);
    this.bits += 1;
    if (this.bits % 8 === 0) {
      this.received.push(this.byte & 0xff);
      this.byte = 0;
    }
    if (this.bits === COMMAND_BITS) this.begin();
  }

  /** Puts four bytes of the wire in the order of a word's, lowest first. */
  ordered(bytes) {
    if (this.is32Bits) return bytes;
    return bytes.map((_, index) => bytes[index ^ 1]);
  }

  begin() {
    const [low, second, third, high] = this.ordered(this.received);
    const command = (low | (second << 8) | (third << 16) | (high << 24)) >>> 0;
    this.isWrite = command >>> 31 === 1;
    this.function = (command >>> 28) & 3;
    this.address = (command >>> 11) & 0x1ffff;
    this.length = command & 0x7ff;
    if (this.isWrite) return;
    const delay = this.function === BACKPLANE ? this.registers[BACKPLANE_DELAY] : 0;
    const data = this.read(this.function, this.address, this.length);
    const whole = new Uint8Array(delay + ((data.length + 3) & ~3));
    whole.set(data, delay);
    this.answer = this.ordered(whole);
    this.answerAt = 0;
  }

  finish() {
    if (this.answer !== null || this.received.length <= 4) return;
    const wire = Uint8Array.from(this.received.slice(4));
    this.write(this.function, this.address, this.ordered(wire).slice(0, this.length || wire.length));
  }

  call() {
    if (!this.isSelected) this.chip.gpio[DATA_PIN].setInputValue(this.radio.packets.length > 0);
  }

  read(part, address, length) {
    if (part === RADIO) return this.radio.packets.shift() ?? new Uint8Array(length);
    return Uint8Array.from({ length }, (_, index) =>
      part === BUS ? this.readBus(address + index) : this.readBackplane(address, index),
    );
  }

  readBus(address) {
    const [packet] = this.radio.packets;
    if (address === INTERRUPTS && packet !== undefined) return this.registers[address] | PACKET_WAITS;
    if (address >= STATUS && address < STATUS + 4) {
      const status = CAN_TAKE | (packet === undefined ? 0 : PACKET_THERE | (packet.length << 9));
      return (status >>> (8 * (address - STATUS))) & 0xff;
    }
    return this.registers[address] ?? 0;
  }

  readBackplane(address, index) {
    if (address < OF_FUNCTION) {
      const place = this.place(address) + index;
      return this.memory.get(place) ?? unwritten(place);
    }
    const value = this.functionRegisters.get(address + index) ?? 0;
    if (address + index === CLOCKS) return value | CLOCKS_READY;
    return address + index === SLEEP && value & KEEP_ON ? value | IS_ON : value;
  }

  write(part, address, data) {
    if (part === RADIO) {
      this.radio.take(data);
    } else if (part === BUS) {
      data.forEach((byte, index) => {
        const register = address + index;
        // What waits is told until it is taken; the host writes ones to forget the rest.
        if (register === INTERRUPTS || register === INTERRUPTS + 1) this.registers[register] &= ~byte;
        else if (register !== TEST && register < BUS_REGISTERS) this.registers[register] = byte;
      });
    } else if (address >= OF_FUNCTION) {
      data.forEach((byte, index) => this.functionRegisters.set(address + index, byte));
    } else if (this.place(address) >= WRAPPERS) {
      // Only the registers of its cores are looked at again; what goes into its RAM is its own firmware.
      data.forEach((byte, index) => this.memory.set(this.place(address) + index, byte));
    }
  }

  place(address) {
    const [low, middle, high] = WINDOW.map((register) => this.functionRegisters.get(register) ?? 0);
    return ((low << 8) | (middle << 16) | (high << 24)) + (address & WINDOW_BYTES);
  }
}

/** The radio chip's own cores are in reset until the host lets them go. */
function unwritten(place) {
  return place >= WRAPPERS && place % WRAPPER_BYTES === RESET_CONTROL ? IN_RESET : 0;
}
