import { malformed } from '../model-file-error.ts';
import type { OutputBuffer } from './output-buffer.ts';

const STATES = 12;
const POSITION_STATES = 16;
const MODEL_BITS = 11;
const INITIAL_PROBABILITY = 1 << (MODEL_BITS - 1);
const TOP = 2 ** 24;
const END_POSITION_MODEL = 14;
const FULL_DISTANCES = 1 << (END_POSITION_MODEL >> 1);
const MIN_MATCH = 2;

/** lc, lp and pb of the LZMA specification (I. Pavlov, public domain), out of their one byte. */
export interface LzmaProperties {
  readonly literalContext: number;
  readonly literalPosition: number;
  readonly position: number;
}

export function parseLzmaProperties(byte: number): LzmaProperties {
  if (byte >= 9 * 5 * 5) throw malformed('lzma data is damaged: bad properties');
  return { literalContext: byte % 9, literalPosition: Math.floor(byte / 9) % 5, position: Math.floor(byte / 45) };
}

/** The LZMA decoder with its adaptive state, which LZMA2 keeps over chunks. Writes into `output`. */
export class LzmaDecoder {
  readonly #output: OutputBuffer;
  #bytes: Uint8Array = new Uint8Array();
  #at = 0;
  #range = 0xffffffff;
  #code = 0;
  #state = 0;
  #distances: [number, number, number, number] = [0, 0, 0, 0];
  #properties: LzmaProperties = { literalContext: 0, literalPosition: 0, position: 0 };
  #start = 0;
  #literals = new Uint16Array();
  readonly #isMatch = probabilities(STATES * POSITION_STATES);
  readonly #isRep = probabilities(STATES);
  readonly #isRepG0 = probabilities(STATES);
  readonly #isRepG1 = probabilities(STATES);
  readonly #isRepG2 = probabilities(STATES);
  readonly #isRep0Long = probabilities(STATES * POSITION_STATES);
  readonly #slots = probabilities(4 * 64);
  readonly #special = probabilities(1 + FULL_DISTANCES - END_POSITION_MODEL);
  readonly #align = probabilities(16);
  readonly #matchLengths = new LengthModel();
  readonly #repLengths = new LengthModel();

  constructor(output: OutputBuffer) {
    this.#output = output;
  }

  /** Forgets everything learnt; the dictionary begins at the output's end when `isDictionaryReset`. */
  reset(properties: LzmaProperties, isDictionaryReset: boolean): void {
    this.#properties = properties;
    if (isDictionaryReset) this.#start = this.#output.length;
    this.#literals = probabilities(0x300 << (properties.literalContext + properties.literalPosition));
    for (const model of [this.#isMatch, this.#isRep, this.#isRepG0, this.#isRepG1, this.#isRepG2, this.#isRep0Long]) {
      model.fill(INITIAL_PROBABILITY);
    }
    for (const model of [this.#slots, this.#special, this.#align]) model.fill(INITIAL_PROBABILITY);
    this.#matchLengths.reset();
    this.#repLengths.reset();
    this.#state = 0;
    this.#distances = [0, 0, 0, 0];
  }

  startDictionary(): void {
    this.#start = this.#output.length;
  }

  /**
   * Decodes range-coded bytes until `size` bytes were written (undefined: until the end marker).
   * Gives how many input bytes were used.
   */
  decode(bytes: Uint8Array, size: number | undefined): number {
    this.#bytes = bytes;
    if (bytes.length < 5 || bytes[0] !== 0) throw malformed('lzma data is damaged or truncated');
    this.#code = ((bytes[1]! << 24) | (bytes[2]! << 16) | (bytes[3]! << 8) | bytes[4]!) >>> 0;
    this.#range = 0xffffffff;
    this.#at = 5;
    const end = size === undefined ? Number.POSITIVE_INFINITY : this.#output.length + size;
    while (this.#output.length < end) {
      if (!this.#decodeOne(end)) {
        if (size !== undefined) throw malformed('lzma data is truncated: it ends before its size');
        break;
      }
    }
    return this.#at;
  }

  /** One literal or match; false at the end marker. */
  #decodeOne(end: number): boolean {
    const output = this.#output;
    const position = output.length - this.#start;
    const positionState = position & ((1 << this.#properties.position) - 1);
    const at = this.#state * POSITION_STATES + positionState;
    if (this.#bit(this.#isMatch, at) === 0) {
      this.#literal(position);
      return true;
    }
    const length =
      this.#bit(this.#isRep, this.#state) === 0 ? this.#match(positionState) : this.#repeat(positionState, at);
    if (length < 0) return false;
    const distance = this.#distances[0] + 1;
    if (distance > position) throw malformed('lzma data is damaged: a distance reaches before the beginning');
    if (output.length + length > end) throw malformed('lzma data is damaged: longer than its size');
    output.copyBack(distance, length);
    return true;
  }

  #literal(position: number): void {
    const { literalContext, literalPosition } = this.#properties;
    const output = this.#output;
    const previous = position === 0 ? 0 : output.bytes[output.length - 1]!;
    const low = position & ((1 << literalPosition) - 1);
    const base = 0x300 * ((low << literalContext) + (previous >> (8 - literalContext)));
    let symbol = 1;
    if (this.#state >= 7) {
      if (this.#distances[0] >= position)
        throw malformed('lzma data is damaged: a distance reaches before the beginning');
      let match = output.bytes[output.length - this.#distances[0] - 1]!;
      while (symbol < 0x100) {
        const matchBit = (match >> 7) & 1;
        match <<= 1;
        const bit = this.#bit(this.#literals, base + ((1 + matchBit) << 8) + symbol);
        symbol = (symbol << 1) | bit;
        if (matchBit !== bit) break;
      }
    }
    while (symbol < 0x100) symbol = (symbol << 1) | this.#bit(this.#literals, base + symbol);
    output.push(symbol & 255);
    this.#state = this.#state < 4 ? 0 : this.#state < 10 ? this.#state - 3 : this.#state - 6;
  }

  /** A match with a new distance: its length, or -1 for the end marker. */
  #match(positionState: number): number {
    const [d0, d1, d2] = this.#distances;
    const length = this.#length(this.#matchLengths, positionState);
    this.#state = this.#state < 7 ? 7 : 10;
    const distance = this.#distance(length);
    if (distance === 0xffffffff) return -1;
    this.#distances = [distance, d0, d1, d2];
    return length + MIN_MATCH;
  }

  /** A match at one of the last four distances. */
  #repeat(positionState: number, at: number): number {
    const [d0, d1, d2, d3] = this.#distances;
    if (this.#bit(this.#isRepG0, this.#state) === 0) {
      if (this.#bit(this.#isRep0Long, at) === 0) {
        this.#state = this.#state < 7 ? 9 : 11;
        return 1;
      }
    } else if (this.#bit(this.#isRepG1, this.#state) === 0) this.#distances = [d1, d0, d2, d3];
    else if (this.#bit(this.#isRepG2, this.#state) === 0) this.#distances = [d2, d0, d1, d3];
    else this.#distances = [d3, d0, d1, d2];
    const length = this.#length(this.#repLengths, positionState);
    this.#state = this.#state < 7 ? 8 : 11;
    return length + MIN_MATCH;
  }

  #length(model: LengthModel, positionState: number): number {
    if (this.#bit(model.choice, 0) === 0) return this.#tree(model.low, positionState * 8, 3);
    if (this.#bit(model.choice, 1) === 0) return 8 + this.#tree(model.middle, positionState * 8, 3);
    return 16 + this.#tree(model.high, 0, 8);
  }

  #distance(length: number): number {
    const slot = this.#tree(this.#slots, Math.min(length, 3) * 64, 6);
    if (slot < 4) return slot;
    const directBits = (slot >> 1) - 1;
    const base = (2 | (slot & 1)) * 2 ** directBits;
    if (slot < END_POSITION_MODEL) return base + this.#reverseTree(this.#special, base - slot, directBits);
    return base + this.#direct(directBits - 4) * 16 + this.#reverseTree(this.#align, 0, 4);
  }

  #tree(model: Uint16Array, base: number, bits: number): number {
    let symbol = 1;
    for (let i = 0; i < bits; i++) symbol = (symbol << 1) | this.#bit(model, base + symbol);
    return symbol - (1 << bits);
  }

  #reverseTree(model: Uint16Array, base: number, bits: number): number {
    let symbol = 1;
    let value = 0;
    for (let i = 0; i < bits; i++) {
      const bit = this.#bit(model, base + symbol);
      symbol = (symbol << 1) | bit;
      value |= bit << i;
    }
    return value;
  }

  #direct(bits: number): number {
    let value = 0;
    for (let i = 0; i < bits; i++) {
      this.#range >>>= 1;
      const bit = this.#code >= this.#range ? 1 : 0;
      if (bit === 1) this.#code = (this.#code - this.#range) >>> 0;
      value = value * 2 + bit;
      this.#normalize();
    }
    return value;
  }

  #bit(model: Uint16Array, index: number): number {
    const probability = model[index]!;
    const bound = (this.#range >>> MODEL_BITS) * probability;
    let bit = 0;
    if (this.#code < bound) {
      this.#range = bound;
      model[index] = probability + (((1 << MODEL_BITS) - probability) >> 5);
    } else {
      this.#range -= bound;
      this.#code = (this.#code - bound) >>> 0;
      model[index] = probability - (probability >> 5);
      bit = 1;
    }
    this.#normalize();
    return bit;
  }

  #normalize(): void {
    if (this.#range >= TOP) return;
    if (this.#at >= this.#bytes.length) throw malformed('lzma data is truncated: it ends in the middle');
    this.#range = (this.#range << 8) >>> 0;
    this.#code = ((this.#code << 8) | this.#bytes[this.#at++]!) >>> 0;
  }
}

class LengthModel {
  readonly choice = probabilities(2);
  readonly low = probabilities(POSITION_STATES * 8);
  readonly middle = probabilities(POSITION_STATES * 8);
  readonly high = probabilities(256);

  reset(): void {
    for (const model of [this.choice, this.low, this.middle, this.high]) model.fill(INITIAL_PROBABILITY);
  }
}

function probabilities(count: number): Uint16Array<ArrayBuffer> {
  return new Uint16Array(count).fill(INITIAL_PROBABILITY);
}
