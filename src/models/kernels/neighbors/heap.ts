/**
 * The k smallest distances so far as a heap with the largest on top, values and indices side by side from `from` on.
 * A value that is not below the largest is left out: of equals the first one stays.
 * Reference: scikit-learn's sklearn.utils._heap, so that rows at equal distance are chosen and ordered as there.
 */
export function pushNeighbor(
  values: Float64Array,
  indices: Int32Array,
  from: number,
  size: number,
  value: number,
  index: number,
): void {
  if (value >= values[from]!) return;
  let at = 0;
  for (;;) {
    const left = 2 * at + 1;
    const right = left + 1;
    if (left >= size) break;
    const child = right < size && values[from + left]! < values[from + right]! ? right : left;
    if (!(value < values[from + child]!)) break;
    values[from + at] = values[from + child]!;
    indices[from + at] = indices[from + child]!;
    at = child;
  }
  values[from + at] = value;
  indices[from + at] = index;
}

/**
 * Sorts values and their indices by value. Neither variant is stable; they are scikit-learn's own (introsort from 1.9 on),
 * because the order of rows at equal distance is visible in kneighbors.
 */
export function sortNeighbors(
  values: Float64Array,
  indices: Int32Array,
  from: number,
  size: number,
  isIntrosort: boolean,
): void {
  if (isIntrosort) introsort(values, indices, from, size, 2 * Math.floor(Math.log2(size)));
  else quicksort(values, indices, from, size);
}

function quicksort(values: Float64Array, indices: Int32Array, start: number, count: number): void {
  let from = start;
  let size = count;
  while (size > 3) {
    const pivot = medianToEnd(values, indices, from, size);
    let store = from;
    for (let i = from; i < from + size - 1; i++) {
      if (values[i]! < pivot) swap(values, indices, i, store++);
    }
    swap(values, indices, store, from + size - 1);
    // The smaller side by recursion, the larger one by the loop: the stack stays shallow on bad input.
    const left = store - from;
    const right = size - left - 1;
    if (left < right) {
      quicksort(values, indices, from, left);
      from = store + 1;
      size = right;
    } else {
      quicksort(values, indices, store + 1, right);
      size = left;
    }
  }
  if (size > 1 && values[from]! > values[from + 1]!) swap(values, indices, from, from + 1);
  if (size === 3 && values[from + 1]! > values[from + 2]!) {
    swap(values, indices, from + 1, from + 2);
    if (values[from]! > values[from + 1]!) swap(values, indices, from, from + 1);
  }
}

function introsort(values: Float64Array, indices: Int32Array, start: number, count: number, levels: number): void {
  let from = start;
  let size = count;
  let depth = levels;
  while (size > 15) {
    if (depth <= 0) {
      heapsort(values, indices, from, size);
      return;
    }
    depth--;
    const pivot = medianToEnd(values, indices, from, size);
    let i = from + 1;
    let j = from + size - 2;
    for (;;) {
      while (i <= j && values[i]! < pivot) i++;
      while (i <= j && values[j]! > pivot) j--;
      if (i >= j) break;
      swap(values, indices, i++, j--);
    }
    swap(values, indices, i, from + size - 1);
    introsort(values, indices, from, i - from, depth);
    size -= i + 1 - from;
    from = i + 1;
  }
  insertionSort(values, indices, from, size);
}

/** Puts the smallest of first, middle and last in front and the median last, and gives the median. */
function medianToEnd(values: Float64Array, indices: Int32Array, from: number, size: number): number {
  const middle = from + (size >> 1);
  const last = from + size - 1;
  if (values[from]! > values[last]!) swap(values, indices, from, last);
  if (values[last]! > values[middle]!) {
    swap(values, indices, last, middle);
    if (values[from]! > values[last]!) swap(values, indices, from, last);
  }
  return values[last]!;
}

function insertionSort(values: Float64Array, indices: Int32Array, from: number, size: number): void {
  for (let i = from + 1; i < from + size; i++) {
    const value = values[i]!;
    const index = indices[i]!;
    let j = i;
    for (; j > from && values[j - 1]! > value; j--) {
      values[j] = values[j - 1]!;
      indices[j] = indices[j - 1]!;
    }
    values[j] = value;
    indices[j] = index;
  }
}

function heapsort(values: Float64Array, indices: Int32Array, from: number, size: number): void {
  for (let start = (size - 2) >> 1; start >= 0; start--) siftDown(values, indices, from, start, size);
  for (let end = size - 1; end > 0; end--) {
    swap(values, indices, from, from + end);
    siftDown(values, indices, from, 0, end);
  }
}

function siftDown(values: Float64Array, indices: Int32Array, from: number, start: number, end: number): void {
  let root = start;
  for (;;) {
    const child = root * 2 + 1;
    let largest = root;
    if (child < end && values[from + largest]! < values[from + child]!) largest = child;
    if (child + 1 < end && values[from + largest]! < values[from + child + 1]!) largest = child + 1;
    if (largest === root) return;
    swap(values, indices, from + root, from + largest);
    root = largest;
  }
}

function swap(values: Float64Array, indices: Int32Array, i: number, j: number): void {
  const value = values[i]!;
  values[i] = values[j]!;
  values[j] = value;
  const index = indices[i]!;
  indices[i] = indices[j]!;
  indices[j] = index;
}
