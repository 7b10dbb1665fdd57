// A SPI NOR flash chip (commands of the W25Q16 data sheet), over bytes that may be kept in a file.

const SECTOR_BYTES = 4096;
const PAGE_BYTES = 256;

const WRITE_ENABLE = 0x06;
const WRITE_DISABLE = 0x04;
const READ_STATUS = 0x05;
const READ_DATA = 0x03;
const READ_IDENTITY = 0x9f;
const PROGRAM_PAGE = 0x02;
const ERASE_SECTOR = 0x20;
const IS_WRITE_ENABLED = 0x02;
const IDENTITY = [0xef, 0x40, 0x15];
const WITH_ADDRESS = new Set([READ_DATA, PROGRAM_PAGE, ERASE_SECTOR]);

export class NorFlash {
  /** @param {Uint8Array} cells what the chip holds. @param {(start: number, length: number) => void} changed */
  constructor(cells, changed) {
    this.cells = cells;
    this.changed = changed;
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
    else if (this.isWriteEnabled && this.opcode === ERASE_SECTOR) this.erase();
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

  erase() {
    const sector = this.address - (this.address % SECTOR_BYTES);
    this.cells.fill(0xff, sector, sector + SECTOR_BYTES);
    this.isWriteEnabled = false;
    this.changed(sector, SECTOR_BYTES);
  }
}
