// The RP2040's way to its flash: SSI (datasheet 4.10) and chip select override (2.19.6.2), which rp2040js leaves out.
import { BasePeripheral } from 'rp2040js';

const SSI_ENABLE = 0x08;
const SSI_RECEIVED_COUNT = 0x24;
const SSI_STATUS = 0x28;
const SSI_DATA = 0x60;
const SSI_DATA_END = 0xf0;
const CAN_SEND = 0x02 | 0x04;
const HAS_RECEIVED = 0x08;

const SELECT_CONTROL = 0x0c;
const OVERRIDE_LOW = 2;

class Registers extends BasePeripheral {
  values = new Map();

  readUint32(offset) {
    return this.values.get(offset) ?? 0;
  }

  writeUint32(offset, value) {
    this.values.set(offset, value >>> 0);
  }
}

export class Ssi extends Registers {
  received = [];
  selectsByItself = false;

  constructor(rp2040, flash) {
    super(rp2040, 'SSI');
    this.flash = flash;
  }

  readUint32(offset) {
    if (offset >= SSI_DATA && offset < SSI_DATA_END) return this.received.shift() ?? 0;
    if (offset === SSI_STATUS) this.endOfFrames();
    if (offset === SSI_STATUS) return CAN_SEND | (this.received.length > 0 ? HAS_RECEIVED : 0);
    if (offset === SSI_RECEIVED_COUNT) return this.received.length;
    return super.readUint32(offset);
  }

  /** Without an override SSI holds the chip select while it has something to send: until somebody looks. */
  endOfFrames() {
    if (this.selectsByItself) this.flash.deselect();
    this.selectsByItself = false;
  }

  writeUint32(offset, value) {
    if (offset >= SSI_DATA && offset < SSI_DATA_END) {
      if (!this.flash.isSelected) {
        this.flash.select();
        this.selectsByItself = true;
      }
      this.received.push(this.flash.exchange(value & 0xff));
      return;
    }
    if (offset === SSI_ENABLE) this.received = [];
    super.writeUint32(offset, value);
  }
}

export class ChipSelect extends Registers {
  constructor(rp2040, flash) {
    super(rp2040, 'IO_QSPI');
    this.flash = flash;
  }

  writeUint32(offset, value) {
    super.writeUint32(offset, value);
    if (offset !== SELECT_CONTROL) return;
    if (((value >>> 8) & 3) === OVERRIDE_LOW) this.flash.select();
    else this.flash.deselect();
  }
}
