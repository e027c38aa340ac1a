import {
  type Call,
  DTYPE_SIZE_BYTES,
  type JsonValue,
  type Outcome,
  type Payload,
  type Tensor,
} from '../../../payload/index.ts';
import type { CallQueue } from './call-queue.ts';
import type { PendingCall } from './pending-call.ts';
import { splitList } from './split-list.ts';

/** Waiting calls that are looked at for one batch: a long queue of other calls must not make each batch slow. */
const MAX_LOOK_AHEAD = 1024;

export interface MicroBatch {
  readonly calls: readonly PendingCall[];
  /** Rows of each call, in order. */
  readonly rows: readonly number[];
}

/** Rows of a call that may be part of a micro-batch; 0 when it may not: only predict of a numeric table, without meta. */
export function batchRows(call: Call): number {
  if (call.verb !== 'predict' || call.meta !== undefined || call.inputs.length !== 1) return 0;
  const { payload } = call.inputs[0]!;
  if (payload.kind !== 'tensor' || payload.tensor.shape.length !== 2) return 0;
  return DTYPE_SIZE_BYTES[payload.tensor.dtype] === undefined ? 0 : payload.tensor.shape[0]!;
}

/**
 * Takes out of the queue what can be computed together with `first` (same dtype, columns, names and answer form), in
 * order of arrival, up to `maxRows` rows. Calls that do not fit keep their places.
 */
export function gatherBatch(first: PendingCall, queue: CallQueue, maxRows: number): MicroBatch {
  const calls = [first];
  const rows = [batchRows(first.call)];
  let free = maxRows - rows[0]!;
  let looked = 0;
  for (let next = queue.first; next !== undefined && free > 0 && looked < MAX_LOOK_AHEAD; looked += 1) {
    const candidate = next;
    next = candidate.next;
    const count = candidate.isAlone ? 0 : batchRows(candidate.call);
    if (count === 0 || count > free || !goTogether(first.call, candidate.call)) continue;
    queue.remove(candidate);
    if (candidate.hasGone()) continue;
    calls.push(candidate);
    rows.push(count);
    free -= count;
  }
  return { calls, rows };
}

/** The answer of a batch cut into one per call; undefined when it cannot be cut by rows. */
export function splitOutcome(outcome: Outcome, rows: readonly number[]): Outcome[] | undefined {
  if (outcome.tags !== undefined || outcome.metrics !== undefined) return undefined;
  const { payload } = outcome;
  if (payload.kind === 'tensor') {
    const parts = splitTensor(payload.tensor, rows);
    return parts?.map((tensor) => ({ ...outcome, payload: { kind: 'tensor', tensor } }));
  }
  if (payload.kind === 'list') {
    const parts = splitList(payload.json.utf8, rows);
    return parts?.map((utf8, i) => ({ ...outcome, payload: listPart(payload, utf8, rows[i]!) }));
  }
  return undefined;
}

function listPart(whole: Extract<Payload, { kind: 'list' }>, utf8: Uint8Array, count: number): Payload {
  const json = { utf8, lenient: whole.json.lenient };
  return whole.shape === undefined
    ? { kind: 'list', json }
    : { kind: 'list', json, shape: [count, ...whole.shape.slice(1)] };
}

function splitTensor(tensor: Tensor, rows: readonly number[]): Tensor[] | undefined {
  const [total, ...inner] = tensor.shape;
  if (total === undefined || total !== sum(rows)) return undefined;
  const stride = total === 0 ? 0 : tensor.data.length / total;
  const parts: Tensor[] = [];
  let start = 0;
  for (const count of rows) {
    const end = start + count * stride;
    const data = ArrayBuffer.isView(tensor.data) ? tensor.data.subarray(start, end) : tensor.data.slice(start, end);
    parts.push({ dtype: tensor.dtype, shape: [count, ...inner], data } as unknown as Tensor);
    start = end;
  }
  return parts;
}

function goTogether(a: Call, b: Call): boolean {
  const x = a.inputs[0]!;
  const y = b.inputs[0]!;
  if (x.payload.kind !== 'tensor' || y.payload.kind !== 'tensor' || a.keepLists !== b.keepLists) return false;
  const left = x.payload.tensor;
  const right = y.payload.tensor;
  return left.dtype === right.dtype && left.shape[1] === right.shape[1] && areSameNames(x.names, y.names);
}

function areSameNames(a: JsonValue, b: JsonValue): boolean {
  if (a === b) return true;
  if (!Array.isArray(a) || !Array.isArray(b) || a.length !== b.length) return false;
  for (let i = 0; i < a.length; i += 1) {
    if (a[i] !== b[i]) return false;
  }
  return true;
}

function sum(counts: readonly number[]): number {
  let total = 0;
  for (const count of counts) total += count;
  return total;
}
