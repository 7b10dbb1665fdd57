// A SPI NOR flash chip (commands of the W25Q16 data sheet), over bytes that may be kept in a file.

const SECTOR_BYTES = 4096;
const BLOCK_BYTES = 65536;
const PAGE_BYTES = 256;

const WRITE_ENABLE = 0x06;
const WRITE_DISABLE = 0x04;
const READ_STATUS = 0x05;
const READ_STATUS_2 = 0x35;
const READ_UNIQUE = 0x4b;
const READ_DATA = 0x03;
const READ_IDENTITY = 0x9f;
const PROGRAM_PAGE = 0x02;
const ERASE_SECTOR = 0x20;
const ERASE_BLOCK = 0xd8;
const IS_WRITE_ENABLED = 0x02;
const HAS_FOUR_LINES = 0x02;
const UNIQUE_FROM = 6;
const IDENTITY = [0xef, 0x40, 0x15];
const WITH_ADDRESS = new Set([READ_DATA, PROGRAM_PAGE, ERASE_SECTOR, ERASE_BLOCK]);

export class NorFlash {
  /**
   * @param {Uint8Array} cells what the chip holds. @param {(start: number, length: number) => void} changed
   * @param {Uint8Array} serial the eight bytes of its unique number
   */
  constructor(cells, changed, serial = new Uint8Array(8)) {
    this.cells = cells;
    this.changed = changed;
    this.serial = serial;
    this.isSelected = false;
    this.isWriteEnabled = false;
  }

  select() {
    if (this.isSelected) return;
    this.isSelected = true;
    this.opcode = null;
    this.address = 0;
    this.count = 0;
    this.data = [];
  }

  /** The chip acts on a command when it is deselected. */
  deselect() {
    if (!this.isSelected) return;
    this.isSelected = false;
    if (this.opcode === WRITE_ENABLE) this.isWriteEnabled = true;
    else if (this.opcode === WRITE_DISABLE) this.isWriteEnabled = false;
    else if (this.isWriteEnabled && this.opcode === PROGRAM_PAGE) this.program();
    else if (this.isWriteEnabled && this.opcode === ERASE_SECTOR) this.erase(SECTOR_BYTES);
    else if (this.isWriteEnabled && this.opcode === ERASE_BLOCK) this.erase(BLOCK_BYTES);
  }

  /** Exchanges one byte with the host, most significant bit first. */
  exchange(byte) {
    this.count += 1;
    if (this.count === 1) {
      this.opcode = byte;
      return 0xff;
    }
    if (WITH_ADDRESS.has(this.opcode) && this.count <= 4) {
      this.address = ((this.address << 8) | byte) % this.cells.length;
      return 0xff;
    }
    return this.answer(byte);
  }

  answer(byte) {
    switch (this.opcode) {
      case READ_STATUS:
        return this.isWriteEnabled ? IS_WRITE_ENABLED : 0;
      case READ_STATUS_2:
        return HAS_FOUR_LINES;
      case READ_UNIQUE:
        return this.count < UNIQUE_FROM ? 0xff : this.serial[(this.count - UNIQUE_FROM) % this.serial.length];
      case READ_IDENTITY:
        return IDENTITY[(this.count - 2) % IDENTITY.length];
      case READ_DATA:
        return this.cells[(this.address + this.count - 5) % this.cells.length];
      case PROGRAM_PAGE:
        this.data.push(byte);
        return 0xff;
      default:
        return 0xff;
    }
  }

  /** Bits can only be cleared, and a page wraps round. */
  program() {
    const page = this.address - (this.address % PAGE_BYTES);
    this.data.forEach((byte, index) => {
      this.cells[page + ((this.address + index) % PAGE_BYTES)] &= byte;
    });
    this.isWriteEnabled = false;
    this.changed(page, PAGE_BYTES);
  }

  erase(length) {
    const start = this.address - (this.address % length);
    this.cells.fill(0xff, start, start + length);
    this.isWriteEnabled = false;
    this.changed(start, length);
  }
}
