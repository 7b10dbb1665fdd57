// The numbers of the boot ROM (RP2040 Datasheet, 2.8.3.2): arithmetic of this machine, which rounds as IEEE 754 says.
// As in the ROM a denormal number is zero, and what is no number is infinite.

const bits = new DataView(new ArrayBuffer(8));
const LEAST_SINGLE = 2 ** -126;
const LEAST_DOUBLE = 2 ** -1022;
const EXACT = 2n ** 53n;

function sound(value, least) {
  if (Math.abs(value) < least) return value < 0 || Object.is(value, -0) ? -0 : 0;
  return value;
}

/** How a kind of number stands in registers, from register `at` on. */
class Single {
  words = 1;

  read(registers, at) {
    bits.setUint32(0, registers[at]);
    const value = bits.getFloat32(0);
    if (Number.isNaN(value)) return registers[at] >>> 31 ? -Infinity : Infinity;
    return sound(value, LEAST_SINGLE);
  }

  write(registers, value) {
    bits.setFloat32(0, sound(Math.fround(value), LEAST_SINGLE));
    registers[0] = bits.getUint32(0);
  }

  ofWhole(whole) {
    // A 64-bit number is first cut to what a double holds, with a last bit that tells of the rest: rounded once.
    let rest = whole < 0n ? -whole : whole;
    let places = 0;
    for (; rest >= EXACT; places++) rest = (rest >> 1n) | (rest & 1n);
    return (whole < 0n ? -1 : 1) * Number(rest) * 2 ** places;
  }
}

class Double {
  words = 2;

  read(registers, at) {
    bits.setUint32(0, registers[at + 1]);
    bits.setUint32(4, registers[at]);
    const value = bits.getFloat64(0);
    if (Number.isNaN(value)) return registers[at + 1] >>> 31 ? -Infinity : Infinity;
    return sound(value, LEAST_DOUBLE);
  }

  write(registers, value) {
    bits.setFloat64(0, sound(value, LEAST_DOUBLE));
    registers[1] = bits.getUint32(0);
    registers[0] = bits.getUint32(4);
  }

  ofWhole(whole) {
    return Number(whole);
  }
}

const SINGLE = new Single();
const DOUBLE = new Double();

const clamped = (value, least, most) => (value < least ? least : value > most ? most : value);

/** How many bits stand behind the point; no number has more than these. */
const placesOf = (word) => clamped(word | 0, -1000, 1000);

function wholeOf(value, least, most) {
  if (value === Infinity) return most;
  if (value === -Infinity) return least;
  return clamped(BigInt(Math.floor(value)), least, most);
}

function writeWhole(registers, whole, words) {
  const unsigned = BigInt.asUintN(32 * words, whole);
  registers[0] = Number(unsigned & 0xffffffffn);
  if (words === 2) registers[1] = Number(unsigned >> 32n);
}

function readWhole(registers, words, isSigned) {
  const low = BigInt(registers[0]);
  const whole = words === 2 ? low | (BigInt(registers[1]) << 32n) : low;
  return isSigned ? BigInt.asIntN(32 * words, whole) : whole;
}

const LIMITS = {
  '1,true': [-(2n ** 31n), 2n ** 31n - 1n],
  '1,false': [0n, 2n ** 32n - 1n],
  '2,true': [-(2n ** 63n), 2n ** 63n - 1n],
  '2,false': [0n, 2n ** 64n - 1n],
};

function functionsOf(kind, other) {
  const binary = (act) => (registers) =>
    kind.write(registers, defined(act(kind.read(registers, 0), kind.read(registers, kind.words))));
  const unary = (act) => (registers) => kind.write(registers, defined(act(kind.read(registers, 0))));
  const toWhole = (words, isSigned, hasPoint) => (registers) => {
    const places = hasPoint ? placesOf(registers[kind.words]) : 0;
    const value = kind.read(registers, 0);
    const [least, most] = LIMITS[[words, isSigned]];
    writeWhole(registers, wholeOf(Number.isFinite(value) ? value * 2 ** places : value, least, most), words);
  };
  const ofWhole = (words, isSigned, hasPoint) => (registers) => {
    const places = hasPoint ? placesOf(registers[words]) : 0;
    kind.write(registers, kind.ofWhole(readWhole(registers, words, isSigned)) * 2 ** -places);
  };
  const compare = (registers, core) => {
    const [left, right] = [kind.read(registers, 0), kind.read(registers, kind.words)];
    const order = left < right ? -1 : left > right ? 1 : 0;
    registers[0] = order;
    // As after a comparison of the result with 0.
    [core.N, core.Z, core.C, core.V] = [order < 0, order === 0, true, false];
  };
  const sineAndCosine = (registers) => {
    const angle = kind.read(registers, 0);
    kind.write(registers, Math.sin(angle));
    const sine = registers.slice(0, kind.words);
    kind.write(registers, Math.cos(angle));
    registers.set(registers.slice(0, kind.words), kind.words);
    registers.set(sine, 0);
  };
  const converted = (registers) => other.write(registers, kind.read(registers, 0));
  return [
    binary((left, right) => left + right),
    binary((left, right) => left - right),
    binary((left, right) => left * right),
    binary((left, right) => left / right),
    compare,
    compare,
    unary(Math.sqrt),
    toWhole(1, true, false),
    toWhole(1, true, true),
    toWhole(1, false, false),
    toWhole(1, false, true),
    ofWhole(1, true, false),
    ofWhole(1, true, true),
    ofWhole(1, false, false),
    ofWhole(1, false, true),
    unary(Math.cos),
    unary(Math.sin),
    unary(Math.tan),
    sineAndCosine,
    unary(Math.exp),
    unary(Math.log),
    compare,
    binary(Math.atan2),
    ofWhole(2, true, false),
    ofWhole(2, true, true),
    ofWhole(2, false, false),
    ofWhole(2, false, true),
    toWhole(2, true, false),
    toWhole(2, true, true),
    toWhole(2, false, false),
    toWhole(2, false, true),
    converted,
  ];
}

/** The ROM knows infinity, and nothing that is no number. */
function defined(value) {
  return Number.isNaN(value) ? Infinity : value;
}

export const floatFunctions = () => functionsOf(SINGLE, DOUBLE);
export const doubleFunctions = () => functionsOf(DOUBLE, SINGLE);
