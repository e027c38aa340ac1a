import { malformed } from '../model-file-error.ts';
import { OutputBuffer } from './output-buffer.ts';

const BLOCK_MAGIC = 0x314159265359;
const END_MAGIC = 0x177245385090;
const MAX_CODE_LENGTH = 20;
const GROUP_SIZE = 50;

/** bzip2 streams, one after the other. Reference: the bzip2 1.0 format as described by J. Seward and in public write-ups. */
export function decompressBzip2(bytes: Uint8Array): Uint8Array {
  const output = new OutputBuffer(bytes.length);
  const bits = new BitReader(bytes);
  do {
    if (bits.read(24) !== 0x425a68) throw malformed('bzip2 data does not begin with a stream');
    const level = bits.read(8) - 0x30;
    if (level < 1 || level > 9) throw malformed('bzip2 data has no block size');
    readBlocks(bits, level * 100_000, output);
    bits.alignToByte();
  } while (bits.hasBytes(4));
  return output.finish();
}

function readBlocks(bits: BitReader, blockSize: number, output: OutputBuffer): void {
  for (;;) {
    const magic = bits.read(24) * 2 ** 24 + bits.read(24);
    if (magic === END_MAGIC) {
      bits.read(16);
      bits.read(16);
      return;
    }
    if (magic !== BLOCK_MAGIC) throw malformed('bzip2 data is damaged: no block where one must be');
    bits.read(16);
    bits.read(16);
    if (bits.read(1) !== 0) throw malformed('bzip2 data uses randomised blocks, which no writer of this century makes');
    const origin = bits.read(24);
    const { last, counts } = readBurrowsWheeler(bits, blockSize);
    invert(last, counts, origin, output);
  }
}

interface Transformed {
  /** Last column of the sorted rotations. */
  readonly last: Uint8Array;
  readonly counts: Uint32Array;
}

function readBurrowsWheeler(bits: BitReader, blockSize: number): Transformed {
  const symbols = readSymbols(bits);
  const { tables, selectors } = readTables(bits, symbols.length + 2);
  const endOfBlock = symbols.length + 1;
  const last = new Uint8Array(blockSize);
  const counts = new Uint32Array(256);
  let length = 0;
  let run = 0;
  let runWeight = 1;
  const flushRun = (): void => {
    if (run === 0) return;
    const symbol = symbols[0]!;
    if (length + run > blockSize) throw malformed('bzip2 data is damaged: a block is longer than its size');
    last.fill(symbol, length, length + run);
    counts[symbol]! += run;
    length += run;
    run = 0;
    runWeight = 1;
  };
  for (let read = 0; ; read++) {
    const table = tables[selectors[Math.floor(read / GROUP_SIZE)] ?? -1];
    if (table === undefined) throw malformed('bzip2 data is damaged: too many symbols');
    const code = table.read(bits);
    if (code <= 1) {
      run += runWeight * (code + 1);
      runWeight *= 2;
      if (run > blockSize) throw malformed('bzip2 data is damaged: a block is longer than its size');
      continue;
    }
    flushRun();
    if (code === endOfBlock) break;
    if (length >= blockSize) throw malformed('bzip2 data is damaged: a block is longer than its size');
    const symbol = symbols[code - 1]!;
    symbols.copyWithin(1, 0, code - 1);
    symbols[0] = symbol;
    counts[symbol]!++;
    last[length++] = symbol;
  }
  return { last: last.subarray(0, length), counts };
}

/** Which byte values occur: 16 bits for the ranges, 16 bits for each range that has any. */
function readSymbols(bits: BitReader): Uint8Array {
  const ranges = bits.read(16);
  const symbols: number[] = [];
  for (let range = 0; range < 16; range++) {
    if ((ranges & (0x8000 >> range)) === 0) continue;
    const present = bits.read(16);
    for (let i = 0; i < 16; i++) if ((present & (0x8000 >> i)) !== 0) symbols.push(range * 16 + i);
  }
  if (symbols.length === 0) throw malformed('bzip2 data is damaged: a block without symbols');
  return Uint8Array.from(symbols);
}

function readTables(bits: BitReader, alphabet: number): { tables: HuffmanTable[]; selectors: Uint8Array } {
  const tableCount = bits.read(3);
  const selectorCount = bits.read(15);
  if (tableCount < 2 || tableCount > 6 || selectorCount === 0) throw malformed('bzip2 data is damaged: bad tables');
  const order = [0, 1, 2, 3, 4, 5].slice(0, tableCount);
  const selectors = new Uint8Array(selectorCount);
  for (let i = 0; i < selectorCount; i++) {
    let position = 0;
    while (bits.read(1) === 1) if (++position >= tableCount) throw malformed('bzip2 data is damaged: bad selector');
    const [table] = order.splice(position, 1);
    order.unshift(table!);
    selectors[i] = table!;
  }
  const tables: HuffmanTable[] = [];
  for (let t = 0; t < tableCount; t++) tables.push(new HuffmanTable(readLengths(bits, alphabet)));
  return { tables, selectors };
}

function readLengths(bits: BitReader, alphabet: number): Uint8Array {
  const lengths = new Uint8Array(alphabet);
  let length = bits.read(5);
  for (let i = 0; i < alphabet; i++) {
    for (;;) {
      if (length < 1 || length > MAX_CODE_LENGTH) throw malformed('bzip2 data is damaged: bad code length');
      if (bits.read(1) === 0) break;
      length += bits.read(1) === 0 ? 1 : -1;
    }
    lengths[i] = length;
  }
  return lengths;
}

/** Undoes the Burrows-Wheeler transform and the run-length code below it (four equal bytes, then a count). */
function invert(last: Uint8Array, counts: Uint32Array, origin: number, output: OutputBuffer): void {
  if (last.length === 0) return;
  if (origin >= last.length) throw malformed('bzip2 data is damaged: the origin lies outside its block');
  const starts = new Uint32Array(256);
  for (let i = 1; i < 256; i++) starts[i] = starts[i - 1]! + counts[i - 1]!;
  const next = new Uint32Array(last.length);
  for (let i = 0; i < last.length; i++) {
    const byte = last[i]!;
    next[starts[byte]!] = i;
    starts[byte]!++;
  }
  let at = next[origin]!;
  let repeats = 0;
  let previous = -1;
  for (let i = 0; i < last.length; i++) {
    const byte = last[at]!;
    at = next[at]!;
    if (repeats === 4) {
      for (let n = 0; n < byte; n++) output.push(previous);
      repeats = 0;
      previous = -1;
      continue;
    }
    repeats = byte === previous ? repeats + 1 : 1;
    previous = byte;
    output.push(byte);
  }
}

/** A canonical Huffman code, read bit by bit within the limits of each length. */
class HuffmanTable {
  readonly #limits = new Int32Array(MAX_CODE_LENGTH + 2);
  readonly #bases = new Int32Array(MAX_CODE_LENGTH + 2);
  readonly #symbols: Uint16Array;

  constructor(lengths: Uint8Array) {
    const byLength = Array.from(lengths, (_, symbol) => symbol).sort((a, b) => lengths[a]! - lengths[b]! || a - b);
    this.#symbols = Uint16Array.from(byLength);
    let code = 0;
    let index = 0;
    for (let length = 1; length <= MAX_CODE_LENGTH; length++) {
      const first = index;
      while (index < byLength.length && lengths[byLength[index]!] === length) index++;
      this.#bases[length] = first - code;
      code += index - first;
      this.#limits[length] = index > first ? code - 1 : -1;
      code *= 2;
    }
  }

  read(bits: BitReader): number {
    let code = 0;
    for (let length = 1; length <= MAX_CODE_LENGTH; length++) {
      code = code * 2 + bits.read(1);
      if (code <= this.#limits[length]!) {
        const symbol = this.#symbols[this.#bases[length]! + code];
        if (symbol !== undefined) return symbol;
      }
    }
    throw malformed('bzip2 data is damaged: no such code');
  }
}

/** Bits from the most significant down. */
class BitReader {
  readonly #bytes: Uint8Array;
  #at = 0;
  #held = 0;
  #count = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  read(count: number): number {
    while (this.#count < count) {
      if (this.#at >= this.#bytes.length) throw malformed('bzip2 data is truncated: it ends in the middle');
      this.#held = ((this.#held << 8) | this.#bytes[this.#at++]!) & 0x7fffffff;
      this.#count += 8;
    }
    this.#count -= count;
    const value = (this.#held >> this.#count) & ((1 << count) - 1);
    this.#held &= (1 << this.#count) - 1;
    return value;
  }

  alignToByte(): void {
    this.#count -= this.#count % 8;
    this.#held &= (1 << this.#count) - 1;
  }

  hasBytes(count: number): boolean {
    return this.#bytes.length - this.#at + this.#count / 8 >= count;
  }
}
