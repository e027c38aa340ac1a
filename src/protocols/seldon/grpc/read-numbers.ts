import { createTensor, MAX_DIMENSIONS, type Tensor } from '../../../payload/index.ts';
import type { WireReader } from '../../protobuf/index.ts';

/** An element of a ListValue: tag, length, tag of number_value, and the double. */
const ELEMENT_BYTES = 11;
const ELEMENT_TAG = 0x0a;
const NUMBER_TAG = 0x11;
const LIST_TAG = 0x32;
/** From so many values on a DataView pays for itself. */
const MANY = 32;

/**
 * Reads the rest of the reader, a google.protobuf.ListValue, as a float64 tensor in one pass. Undefined, with the reader where it
 * was, when it is anything but a rectangle of numbers in the plain form that every client writes.
 */
export function readNumbers(reader: WireReader): Tensor | undefined {
  const { position, end } = reader;
  const values = new Float64Array(Math.floor((end - position) / ELEMENT_BYTES));
  const scan: Scan = {
    reader,
    bytes: reader.bytes,
    view: values.length < MANY ? undefined : reader.view(),
    values,
    count: 0,
    shape: [],
    leafDepth: -1,
  };
  if (!scanList(scan, position, end, 0)) return undefined;
  // Without any number every level is a list, and the innermost ones are empty.
  if (scan.leafDepth !== -1 && scan.shape.length !== scan.leafDepth + 1) return undefined;
  reader.position = end;
  const exact = scan.count === values.length ? values : values.slice(0, scan.count);
  return createTensor('float64', scan.shape, exact);
}

interface Scan {
  readonly reader: WireReader;
  readonly bytes: Uint8Array;
  readonly view: DataView | undefined;
  readonly values: Float64Array;
  count: number;
  readonly shape: number[];
  leafDepth: number;
}

function scanList(scan: Scan, start: number, end: number, depth: number): boolean {
  const { reader, bytes, view, values, shape } = scan;
  if (depth === MAX_DIMENSIONS) return false;
  const isFirst = shape.length === depth;
  if (isFirst) shape.push(-1);
  let at = start;
  let size = 0;
  while (at < end) {
    // The head of an element in its short form: tag, a length below 128, and the tag of its value.
    if (bytes[at] !== ELEMENT_TAG || at + 2 >= end) return false;
    if (bytes[at + 1] === 9 && bytes[at + 2] === NUMBER_TAG) {
      if (scan.leafDepth !== depth) {
        if (scan.leafDepth !== -1) return false;
        scan.leafDepth = depth;
      }
      if (at + ELEMENT_BYTES > end) return false;
      values[scan.count++] = view === undefined ? reader.float64At(at + 3) : view.getFloat64(at + 3, true);
      at += ELEMENT_BYTES;
    } else {
      if (scan.leafDepth !== -1 && depth >= scan.leafDepth) return false;
      at = scanNested(scan, at + 1, end, depth);
      if (at === -1) return false;
    }
    size++;
  }
  if (isFirst) shape[depth] = size;
  return shape[depth] === size;
}

/** Reads an element that is a list; its length stands at `at`. Gives where it ends, or -1. */
function scanNested(scan: Scan, at: number, end: number, depth: number): number {
  const { bytes } = scan;
  const valueSize = shortVarint(bytes, at, end);
  const valueStart = at + varintBytes(valueSize);
  const valueEnd = valueStart + valueSize;
  if (valueSize < 0 || valueEnd > end || bytes[valueStart] !== LIST_TAG) return -1;
  const listSize = shortVarint(bytes, valueStart + 1, valueEnd);
  const listStart = valueStart + 1 + varintBytes(listSize);
  if (listSize < 0 || listStart + listSize !== valueEnd) return -1;
  return scanList(scan, listStart, valueEnd, depth + 1) ? valueEnd : -1;
}

/** A length below 2^28 in its shortest form; -1 for anything else. */
function shortVarint(bytes: Uint8Array, start: number, end: number): number {
  let value = 0;
  for (let i = 0; i < 4 && start + i < end; i++) {
    const byte = bytes[start + i]!;
    value |= (byte & 0x7f) << (7 * i);
    if (byte < 0x80) return varintBytes(value) === i + 1 ? value : -1;
  }
  return -1;
}

function varintBytes(value: number): number {
  if (value < 0x80) return 1;
  if (value < 0x4000) return 2;
  return value < 0x200000 ? 3 : 4;
}
