/**
 * QR codes, ISO/IEC 18004, of the one kind that is needed: octets at error correction level M, in the smallest version that
 * holds them. Section numbers are those of the 2015 edition. Pure.
 */

/** For each version from 1 on: error correction codewords of a block, and blocks. Table 9, level M. */
const CORRECTION = [
  10,
  16,
  26,
  18,
  24,
  16,
  18,
  22,
  22,
  26,
  30,
  22,
  22,
  24,
  24,
  28,
  28,
  26,
  26,
  26,
  26,
  ...Array<number>(19).fill(28),
];
const BLOCKS = [
  1, 1, 1, 2, 2, 4, 4, 4, 5, 5, 5, 8, 9, 9, 10, 10, 11, 13, 14, 16, 17, 17, 18, 20, 21, 23, 25, 26, 28, 29,
  31, 33, 35, 37, 38, 40, 43, 45, 47, 49,
];

const PADDING = [0xec, 0x11];
const OCTET_MODE = 0b0100;

/** Whether a mask turns the module at column x and row y: table 10. */
const MASKS: readonly ((x: number, y: number) => boolean)[] = [
  (x, y) => (x + y) % 2 === 0,
  (_x, y) => y % 2 === 0,
  (x) => x % 3 === 0,
  (x, y) => (x + y) % 3 === 0,
  (x, y) => (Math.floor(x / 3) + Math.floor(y / 2)) % 2 === 0,
  (x, y) => ((x * y) % 2) + ((x * y) % 3) === 0,
  (x, y) => (((x * y) % 2) + ((x * y) % 3)) % 2 === 0,
  (x, y) => (((x + y) % 2) + ((x * y) % 3)) % 2 === 0,
];

/** Rows of modules, true for dark ones. */
type Modules = boolean[][];

/** Encodes a text: rows of modules, true for dark, without the quiet zone. Throws past 2,331 octets. */
export function encodeQrCode(text: string): {
  readonly rows: readonly (readonly boolean[])[];
  readonly mask: number;
} {
  const octets = new TextEncoder().encode(text);
  const version = CORRECTION.findIndex((_, index) => octets.length <= capacity(index + 1)) + 1;
  if (version === 0) throw new RangeError(`${octets.length} octets are too many for a QR code`);
  const { modules, isFree } = drawPatterns(version);
  drawCodewords(modules, isFree, interleave(dataCodewords(octets, version), version));
  const masked = MASKS.map((turns, mask) => {
    const rows = modules.map((row, y) => row.map((dark, x) => dark !== (isFree(x, y) && turns(x, y))));
    drawFormat(rows, mask);
    return { rows, mask, penalty: penaltyOf(rows) };
  });
  return masked.reduce((best, other) => (other.penalty < best.penalty ? other : best));
}

/** All codewords of a version: what its modules hold besides the function patterns. */
function codewordsOf(version: number): number {
  const size = version * 4 + 17;
  const alignments = positions(version).length;
  const functional =
    3 * 64 +
    2 * (size - 16) +
    31 +
    (version < 7 ? 0 : 36) +
    (version === 1 ? 0 : 25 * (alignments ** 2 - 3) - 10 * (alignments - 2));
  return Math.floor((size ** 2 - functional) / 8);
}

const correctionOf = (version: number) => ({
  ofBlock: CORRECTION[version - 1] as number,
  blocks: BLOCKS[version - 1] as number,
});

function dataCount(version: number): number {
  const { ofBlock, blocks } = correctionOf(version);
  return codewordsOf(version) - ofBlock * blocks;
}

/** How many octets a version holds besides mode, length and at least the end of the terminator. */
function capacity(version: number): number {
  return dataCount(version) - (version < 10 ? 2 : 3);
}

/** Mode, length, octets, terminator, padding: section 7.4. */
function dataCodewords(octets: Uint8Array, version: number): number[] {
  const bits = (value: number, count: number) => value.toString(2).padStart(count, '0');
  const length = bits(octets.length, version < 10 ? 8 : 16);
  const stream = `${bits(OCTET_MODE, 4)}${length}${Array.from(octets, (octet) => bits(octet, 8)).join('')}0000`;
  const codewords = (stream.match(/.{8}/g) ?? []).map((eight) => Number.parseInt(eight, 2));
  for (let pad = 0; codewords.length < dataCount(version); pad++) codewords.push(PADDING[pad % 2] as number);
  return codewords;
}

/** Splits into blocks, each with its error correction, and takes a codeword of each in turn: sections 7.5 and 7.6. */
function interleave(data: readonly number[], version: number): number[] {
  const { ofBlock, blocks } = correctionOf(version);
  const short = Math.floor(data.length / blocks);
  const firstLong = blocks - (data.length % blocks);
  const generator = makeGenerator(ofBlock);
  const parts = Array.from({ length: blocks }, (_, index) => {
    const begin = index * short + Math.max(0, index - firstLong);
    return data.slice(begin, begin + short + (index < firstLong ? 0 : 1));
  });
  const corrections = parts.map((part) => remainder(part, generator));
  const inTurn = (lists: readonly number[][], length: number) =>
    Array.from({ length }, (_, at) => lists.flatMap((list) => list[at] ?? [])).flat();
  return [...inTurn(parts, short + 1), ...inTurn(corrections, ofBlock)];
}

/** Multiplies in GF(2^8) modulo x^8 + x^4 + x^3 + x^2 + 1. */
function multiply(one: number, other: number): number {
  let product = 0;
  for (let bit = 7; bit >= 0; bit--) {
    product = (product << 1) ^ ((product >>> 7) * 0x11d);
    product ^= ((other >>> bit) & 1) * one;
  }
  return product;
}

/** The generator polynomial of a degree, without its leading 1: annex A. */
function makeGenerator(degree: number): number[] {
  const result = [...Array.from({ length: degree - 1 }, () => 0), 1];
  let root = 1;
  for (let round = 0; round < degree; round++) {
    for (let at = 0; at < degree; at++) {
      result[at] = multiply(result[at] as number, root) ^ (result[at + 1] ?? 0);
    }
    root = multiply(root, 2);
  }
  return result;
}

function remainder(data: readonly number[], generator: readonly number[]): number[] {
  let result = generator.map(() => 0);
  for (const codeword of data) {
    const factor = codeword ^ (result[0] as number);
    result = generator.map((coefficient, at) => (result[at + 1] ?? 0) ^ multiply(coefficient, factor));
  }
  return result;
}

/** Where alignment patterns have their centres, on both axes: annex E. */
function positions(version: number): readonly number[] {
  if (version === 1) return [];
  const count = Math.floor(version / 7) + 2;
  const step = version === 32 ? 26 : Math.ceil((version * 4 + 4) / (count * 2 - 2)) * 2;
  return [
    6,
    ...Array.from({ length: count - 1 }, (_, index) => version * 4 + 10 - step * (count - 2 - index)),
  ];
}

/** Draws what every code of a version has, and tells which modules are left for codewords: section 6.3. */
function drawPatterns(version: number) {
  const size = version * 4 + 17;
  const line = Array.from({ length: size }, (_, index) => index);
  const modules: Modules = line.map(() => line.map(() => false));
  const taken: Modules = line.map(() => line.map(() => false));
  const set = (x: number, y: number, dark: boolean) => {
    const [row, takenRow] = [modules[y], taken[y]];
    if (row?.[x] === undefined || takenRow === undefined) return;
    row[x] = dark;
    takenRow[x] = true;
  };
  const square = (x: number, y: number, reach: number, isDark: (distance: number) => boolean) => {
    for (let dy = -reach; dy <= reach; dy++)
      for (let dx = -reach; dx <= reach; dx++)
        set(x + dx, y + dy, isDark(Math.max(Math.abs(dx), Math.abs(dy))));
  };
  for (const at of line) {
    set(6, at, at % 2 === 0);
    set(at, 6, at % 2 === 0);
  }
  const finders = [
    [3, 3],
    [size - 4, 3],
    [3, size - 4],
  ] as const;
  for (const [x, y] of finders) square(x, y, 4, (distance) => distance !== 2 && distance !== 4);
  const centres = positions(version);
  const last = size - 7;
  for (const x of centres)
    for (const y of centres)
      if ((x !== 6 || (y !== 6 && y !== last)) && (y !== 6 || x !== last))
        square(x, y, 2, (distance) => distance !== 1);
  forEachFormatModule(size, (x, y) => set(x, y, false));
  set(8, size - 8, true);
  if (version >= 7) {
    const bits = (version << 12) | divide(version, 12, 0x1f25);
    for (let bit = 0; bit < 18; bit++) {
      const [near, far] = [Math.floor(bit / 3), size - 11 + (bit % 3)];
      set(near, far, isSet(bits, bit));
      set(far, near, isSet(bits, bit));
    }
  }
  return { modules, isFree: (x: number, y: number) => taken[y]?.[x] === false };
}

/** Level and mask, protected by a BCH code, twice: section 7.9. Level M is 00. */
function drawFormat(rows: Modules, mask: number): void {
  const bits = ((mask << 10) | divide(mask, 10, 0x537)) ^ 0x5412;
  forEachFormatModule(rows.length, (x, y, bit) => {
    (rows[y] as boolean[])[x] = isSet(bits, bit);
  });
}

function forEachFormatModule(size: number, visit: (x: number, y: number, bit: number) => void): void {
  for (let bit = 0; bit < 15; bit++) {
    const along = bit < 6 ? bit : bit < 8 ? bit + 1 : bit === 8 ? 7 : 14 - bit;
    if (bit < 8) visit(8, along, bit);
    else visit(along, 8, bit);
    if (bit < 8) visit(size - 1 - bit, 8, bit);
    else visit(8, size - 15 + bit, bit);
  }
}

/** The remainder of a value, shifted by the degree, by a polynomial over GF(2). */
function divide(value: number, degree: number, polynomial: number): number {
  let rest = value;
  for (let round = 0; round < degree; round++) rest = (rest << 1) ^ ((rest >>> (degree - 1)) * polynomial);
  return rest;
}

function isSet(bits: number, bit: number): boolean {
  return ((bits >>> bit) & 1) === 1;
}

/** Fills the codewords in, in columns two wide from the lower right, up and down in turn: section 7.7.3. */
function drawCodewords(
  modules: Modules,
  isFree: (x: number, y: number) => boolean,
  codewords: readonly number[],
): void {
  const size = modules.length;
  let bit = 0;
  let isUpward = true;
  // The column of the timing pattern is left out.
  for (let right = size - 1; right > 0; right -= right === 8 ? 3 : 2) {
    for (let step = 0; step < size; step++) {
      const y = isUpward ? size - 1 - step : step;
      for (const x of [right, right - 1]) {
        if (!isFree(x, y)) continue;
        (modules[y] as boolean[])[x] = isSet(codewords[bit >>> 3] ?? 0, 7 - (bit & 7));
        bit++;
      }
    }
    isUpward = !isUpward;
  }
}

/** How hard a camera would find it: section 7.8.3.1. */
function penaltyOf(rows: Modules): number {
  const columns = rows.map((_, x) => rows.map((row) => row[x] === true));
  const lines = [...rows, ...columns].map((line) => line.map((dark) => (dark ? '1' : '0')).join(''));
  let penalty = 0;
  for (const line of lines) {
    for (const [run] of line.matchAll(/0{5,}|1{5,}/g)) penalty += run.length - 2;
    penalty += 40 * [...line.matchAll(/(?=10111010000|00001011101)/g)].length;
  }
  const isDark = (x: number, y: number) => rows[y]?.[x];
  rows.slice(1).forEach((row, y) => {
    row.slice(1).forEach((dark, x) => {
      if (dark === isDark(x, y) && dark === isDark(x + 1, y) && dark === isDark(x, y + 1)) penalty += 3;
    });
  });
  const share = rows.flat().filter(Boolean).length / rows.length ** 2;
  return penalty + 10 * Math.floor(Math.abs(share * 100 - 50) / 5);
}
