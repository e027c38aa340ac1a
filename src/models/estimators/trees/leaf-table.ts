/** Rows of leaf values, each kept once where `isShared`: most leaves of a deep classification tree are pure and alike. */
export interface LeafTable {
  /** Adds the row of `width` values that lies in `row` and gives its number. */
  add(): number;
  /** What the next call of `add` reads. */
  readonly row: Float64Array;
  /** Rows are counted from here on: rows before are forgotten as candidates for sharing. */
  startOver(): void;
  readonly count: number;
  values(): Float64Array;
}

const SMALLEST_SLOTS = 64;

export function createLeafTable(width: number, isShared: boolean): LeafTable {
  const row = new Float64Array(width);
  const bits = new Int32Array(row.buffer);
  let values = new Float64Array(64 * width);
  let stored = new Int32Array(values.buffer);
  let count = 0;
  let first = 0;
  // Open addressing; a slot holds a row's number plus one.
  let slots = new Int32Array(isShared ? SMALLEST_SLOTS : 0);

  const hash = (words: Int32Array, from: number): number => {
    let h = 0;
    for (let i = 0; i < 2 * width; i++) {
      h = Math.imul(h ^ words[from + i]!, 0x9e3779b1);
      h ^= h >>> 15;
    }
    return h;
  };
  const isSame = (candidate: number): boolean => {
    for (let i = 0; i < 2 * width; i++) if (stored[candidate * 2 * width + i] !== bits[i]) return false;
    return true;
  };
  const rehash = (): void => {
    slots = new Int32Array(slots.length * 2);
    for (let r = first; r < count; r++) {
      let slot = hash(stored, r * 2 * width) & (slots.length - 1);
      while (slots[slot] !== 0) slot = (slot + 1) & (slots.length - 1);
      slots[slot] = r + 1;
    }
  };
  const append = (): number => {
    if ((count + 1) * width > values.length) {
      const grown = new Float64Array(values.length * 2);
      grown.set(values);
      values = grown;
      stored = new Int32Array(values.buffer);
    }
    for (let k = 0, at = count * width; k < width; k++) values[at + k] = row[k]!;
    return count++;
  };
  return {
    row,
    get count() {
      return count;
    },
    startOver() {
      first = count;
      slots.fill(0);
    },
    add() {
      if (!isShared) return append();
      let slot = hash(bits, 0) & (slots.length - 1);
      for (; slots[slot] !== 0; slot = (slot + 1) & (slots.length - 1)) {
        if (isSame(slots[slot]! - 1)) return slots[slot]! - 1;
      }
      slots[slot] = count + 1;
      const added = append();
      if ((count - first) * 2 > slots.length) rehash();
      return added;
    },
    values: () => values.slice(0, count * width),
  };
}
