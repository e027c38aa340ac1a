/** numpy picks this many by plain selection. */
const PLAIN_SELECTION = 3;

/**
 * The k smallest distances in ascending order, chosen among equals as numpy's argpartition and argsort choose them
 * (the portable code; processors with AVX-512 may choose others since numpy 1.25). For searches where scikit-learn uses these.
 * Reference: introselect of numpy's npysort/selection.cpp.
 */
export function selectSmallest(
  distances: Float64Array,
  values: Float64Array,
  indices: Int32Array,
  to: number,
  k: number,
): void {
  const order = new Int32Array(distances.length);
  for (let row = 0; row < order.length; row++) order[row] = row;
  if (k <= PLAIN_SELECTION) selectPlainly(distances, order, k);
  else if (k === order.length) moveLargestLast(distances, order);
  else introselect(distances, order, k - 1);
  const chosen = Array.from(order.subarray(0, k), (row, i) => ({ row, i }));
  chosen.sort((a, b) => distances[a.row]! - distances[b.row]! || a.i - b.i);
  for (let i = 0; i < k; i++) {
    indices[to + i] = chosen[i]!.row;
    values[to + i] = distances[chosen[i]!.row]!;
  }
}

/** Swaps the smallest of the rest to the front, k times. */
function selectPlainly(values: Float64Array, order: Int32Array, k: number): void {
  for (let i = 0; i < k; i++) {
    let best = i;
    for (let at = i + 1; at < order.length; at++) if (values[order[at]!]! < values[order[best]!]!) best = at;
    swap(order, i, best);
  }
}

function moveLargestLast(values: Float64Array, order: Int32Array): void {
  let largest = 0;
  for (let at = 1; at < order.length; at++) if (!(values[order[at]!]! < values[order[largest]!]!)) largest = at;
  swap(order, order.length - 1, largest);
}

/** Quickselect by the median of three: afterwards the place `kth` has its element, and no smaller one comes behind it. */
function introselect(values: Float64Array, order: Int32Array, kth: number): void {
  let low = 0;
  let high = order.length - 1;
  while (low + 1 < high) {
    moveMedianFirst(values, order, low, low + ((high - low) >> 1), high);
    const pivot = values[order[low]!]!;
    let left = low + 1;
    let right = high;
    for (;;) {
      do left++;
      while (values[order[left]!]! < pivot);
      do right--;
      while (pivot < values[order[right]!]!);
      if (right < left) break;
      swap(order, left, right);
    }
    swap(order, low, right);
    if (right >= kth) high = right - 1;
    if (right <= kth) low = left;
  }
  if (high === low + 1 && values[order[high]!]! < values[order[low]!]!) swap(order, high, low);
}

/** Puts the median of three places first, the smallest behind it, and the largest last: the loops need no bounds then. */
function moveMedianFirst(values: Float64Array, order: Int32Array, low: number, middle: number, high: number): void {
  if (values[order[high]!]! < values[order[middle]!]!) swap(order, high, middle);
  if (values[order[high]!]! < values[order[low]!]!) swap(order, high, low);
  if (values[order[low]!]! < values[order[middle]!]!) swap(order, low, middle);
  swap(order, middle, low + 1);
}

function swap(order: Int32Array, a: number, b: number): void {
  const row = order[a]!;
  order[a] = order[b]!;
  order[b] = row;
}
