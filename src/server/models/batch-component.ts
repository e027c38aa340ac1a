import {
  type Call,
  type Component,
  type Input,
  type JsonValue,
  type NamedTensor,
  type Outcome,
  type Payload,
  type Tensor,
  wrapComponent,
} from '../../payload/index.ts';
import { joinTensors, sliceTensor } from './join-tensors.ts';

export interface BatchLimits {
  /** A batch leaves when it has so many rows. */
  readonly maxRows: number;
  /** Or when its first request has waited so long. */
  readonly maxDelayMs: number;
}

/**
 * Lets a component answer several callers with one call: rows of predictions that may stand in one array wait for each other for a short
 * while. Callers never see each other: each gets its own rows back, and when a batch fails each request is tried alone. Calls with meta,
 * rows of their own kind (text, mixed) or another verb go straight through.
 */
export function batchComponent(component: Component, limits: BatchLimits): Component {
  const open = new Map<string, Batch>();
  const send = (key: string, batch: Batch): void => {
    open.delete(key);
    clearTimeout(batch.timer);
    run(component, batch.waiting);
  };
  // Streams are neither joined, nor kept, nor held back: they go straight through.
  return wrapComponent(component, {
    async close(signal) {
      for (const [key, batch] of [...open]) send(key, batch);
      await component.close(signal);
    },
    call(call) {
      const shape = batchShape(call);
      if (shape === undefined || shape.rows >= limits.maxRows) return component.call(call);
      return new Promise((resolve, reject) => {
        let batch = open.get(shape.key);
        if (batch !== undefined && batch.rows + shape.rows > limits.maxRows) {
          send(shape.key, batch);
          batch = undefined;
        }
        if (batch === undefined) {
          const fresh: Batch = {
            waiting: [],
            rows: 0,
            timer: setTimeout(() => send(shape.key, fresh), limits.maxDelayMs),
          };
          open.set(shape.key, fresh);
          batch = fresh;
        }
        batch.waiting.push({ call, rows: shape.rows, resolve, reject });
        batch.rows += shape.rows;
        if (batch.rows >= limits.maxRows) send(shape.key, batch);
      });
    },
  });
}

interface Waiting {
  readonly call: Call;
  readonly rows: number;
  resolve(outcome: Outcome): void;
  reject(thrown: unknown): void;
}

interface Batch {
  readonly waiting: Waiting[];
  rows: number;
  readonly timer: NodeJS.Timeout;
}

/** What calls of one batch must agree in; undefined for calls that go alone. */
function batchShape({
  verb,
  inputs,
  meta,
  outputs,
  parameters,
}: Call): { readonly key: string; readonly rows: number } | undefined {
  const [input, ...others] = inputs;
  if (verb !== 'predict' || input === undefined || others.length > 0 || meta !== undefined || parameters !== undefined)
    return undefined;
  const described = describe(input.payload);
  if (described === undefined) return undefined;
  return { rows: described.rows, key: JSON.stringify([described.columns, input.names ?? null, outputs ?? null]) };
}

function describe(payload: Payload): { readonly rows: number; readonly columns: unknown } | undefined {
  if (payload.kind === 'tensor') {
    const { dtype, shape } = payload.tensor;
    const [rows] = shape;
    return rows === undefined || rows === 0 || dtype === 'json'
      ? undefined
      : { rows, columns: [dtype, shape.slice(1)] };
  }
  if (payload.kind !== 'tensors') return undefined;
  const rows = payload.tensors[0]?.tensor.shape[0];
  if (rows === undefined || rows === 0 || payload.tensors.some(({ tensor }) => tensor.shape[0] !== rows))
    return undefined;
  return {
    rows,
    columns: payload.tensors.map(({ name, tensor, contentType }) => [
      name,
      contentType,
      tensor.dtype,
      tensor.shape.slice(1),
    ]),
  };
}

function run(component: Component, waiting: readonly Waiting[]): void {
  if (waiting.length === 1) {
    alone(component, waiting[0] as Waiting);
    return;
  }
  together(component, waiting).then(
    (outcomes) => {
      for (const [index, one] of waiting.entries()) one.resolve(outcomes[index] as Outcome);
    },
    () => {
      // Somebody's rows are bad, or the answer cannot be shared out: nobody pays for a neighbour.
      for (const one of waiting) alone(component, one);
    },
  );
}

function alone(component: Component, { call, resolve, reject }: Waiting): void {
  (async () => await component.call(call))().then(resolve, reject);
}

async function together(component: Component, waiting: readonly Waiting[]): Promise<readonly Outcome[]> {
  const first = (waiting[0] as Waiting).call;
  const [input] = first.inputs as readonly [Input];
  const payload = join(waiting.map(({ call }) => (call.inputs[0] as Input).payload));
  const deadlines = waiting.flatMap(({ call }) => call.deadlineMs ?? []);
  const call: Call = {
    verb: 'predict',
    inputs: [{ payload, names: input.names as JsonValue }],
    meta: undefined,
    keepLists: first.keepLists,
    ...(first.outputs === undefined ? {} : { outputs: first.outputs }),
    ...(deadlines.length === waiting.length ? { deadlineMs: Math.max(...deadlines) } : {}),
  };
  const outcome = await component.call(call);
  if (outcome.tags !== undefined || outcome.metrics !== undefined)
    throw new Error('tags and metrics belong to one request');
  let from = 0;
  return waiting.map(({ rows }) => {
    const part = { ...outcome, payload: slice(outcome.payload, from, from + rows, totalOf(waiting)) };
    from += rows;
    return part;
  });
}

function totalOf(waiting: readonly Waiting[]): number {
  return waiting.reduce((sum, { rows }) => sum + rows, 0);
}

function join(payloads: readonly Payload[]): Payload {
  const [first] = payloads;
  if (first?.kind === 'tensor') {
    return { kind: 'tensor', tensor: joinTensors(payloads.map((payload) => (payload as { tensor: Tensor }).tensor)) };
  }
  const all = payloads.map((payload) => (payload as { tensors: readonly NamedTensor[] }).tensors);
  const tensors = (all[0] ?? []).map((named, index) => ({
    ...named,
    tensor: joinTensors(all.map((one) => (one[index] as NamedTensor).tensor)),
  }));
  return { kind: 'tensors', tensors };
}

/** The rows of one caller. Throws when the answer has not one row for each that was asked. */
function slice(payload: Payload, from: number, to: number, total: number): Payload {
  const rowsOf = (tensor: Tensor): Tensor => {
    if (tensor.shape[0] !== total) throw new Error('the answer has another number of rows');
    return sliceTensor(tensor, from, to);
  };
  if (payload.kind === 'tensor') return { kind: 'tensor', tensor: rowsOf(payload.tensor) };
  if (payload.kind === 'tensors') {
    return { kind: 'tensors', tensors: payload.tensors.map((named) => ({ ...named, tensor: rowsOf(named.tensor) })) };
  }
  throw new Error(`an answer of kind ${payload.kind} cannot be shared out`);
}
