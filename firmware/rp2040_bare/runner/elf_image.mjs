// The parts of a 32-bit little-endian ELF file that lie in flash (System V ABI, chapter 5).

const FLASH_START = 0x10000000;
const LOADED = 1;

/** Gives [{ offset, bytes }], offsets counted from the start of flash. */
export function flashParts(file) {
  if (file.length < 52 || file.readUInt32BE(0) !== 0x7f454c46) throw new Error('no ELF file');
  const table = file.readUInt32LE(28);
  const size = file.readUInt16LE(42);
  const count = file.readUInt16LE(44);
  const headers = Array.from({ length: count }, (_, index) => file.subarray(table + index * size));
  return headers
    .filter((header) => header.readUInt32LE(0) === LOADED && header.readUInt32LE(16) > 0)
    .map((header) => {
      const start = header.readUInt32LE(4);
      return { offset: header.readUInt32LE(12) - FLASH_START, bytes: file.subarray(start, start + header.readUInt32LE(16)) };
    });
}
