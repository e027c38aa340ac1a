import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  asFloat64,
  type CallContext,
  createTensor,
  customMessage,
  errorWithStatus,
  type FeedbackInput,
  fromNested,
  type JsonObject,
  type Model,
  type ModelInput,
  response,
  rows,
  type Tensor,
  toNested,
} from './index.ts';

/** What a user may write: it must compile, with the narrow types that a user knows to hold. */
class Everything implements Model {
  readonly classNames = ['low', 'high'];
  readonly #threshold: number;

  constructor({ threshold = 0.5 }: { threshold?: number }) {
    this.#threshold = threshold;
  }

  async load(): Promise<void> {}

  predict(x: Tensor, { names, meta, signal }: CallContext) {
    signal.throwIfAborted();
    if (names.length > 99 || 'refuse' in meta) throw errorWithStatus(422, 'no', 'NO');
    return rows(x).map((row) => row.map((value) => (value > this.#threshold ? 1 : 0)));
  }

  async transformInput(x: ModelInput) {
    return typeof x === 'string' ? x.trim() : response({ data: 'other', tags: { kind: typeof x } });
  }

  transformOutput(x: Tensor): Tensor {
    return createTensor('float64', x.shape, asFloat64(x));
  }

  route(): number {
    return 1;
  }

  aggregate(xs: readonly Tensor[]) {
    return fromNested(xs.map(toNested));
  }

  sendFeedback({ reward, truth }: FeedbackInput): void {
    assert.ok(reward > 0 || truth === undefined);
  }

  predictRaw(message: JsonObject) {
    return { ...message, custom: customMessage('t', new Uint8Array()).typeUrl };
  }

  tags() {
    return { colour: 'red' };
  }

  metrics() {
    return [{ type: 'COUNTER', key: 'calls', value: 1 } as const];
  }
}

test('a class with narrow types is a Model', () => {
  const model: Model = new Everything({ threshold: 1 });
  const context: CallContext = {
    names: [],
    meta: {},
    parameters: {},
    outputs: undefined,
    signal: new AbortController().signal,
  };
  assert.deepEqual(model.predict?.(fromNested([[2, 0]]), context), [Float64Array.of(1, 0)]);
});

test('an error with a status has the gRPC code that fits, and is refused for a status of success', () => {
  const codes = [400, 401, 403, 404, 409, 413, 418, 422, 429, 499, 500, 501, 503, 504, 599].map(
    (status) => errorWithStatus(status, 'x').code,
  );
  assert.deepEqual(codes, [
    'INVALID_ARGUMENT',
    'UNAUTHENTICATED',
    'PERMISSION_DENIED',
    'NOT_FOUND',
    'ABORTED',
    'RESOURCE_EXHAUSTED',
    'INVALID_ARGUMENT',
    'INVALID_ARGUMENT',
    'RESOURCE_EXHAUSTED',
    'CANCELLED',
    'UNKNOWN',
    'UNIMPLEMENTED',
    'UNAVAILABLE',
    'DEADLINE_EXCEEDED',
    'UNKNOWN',
  ]);
  assert.throws(() => errorWithStatus(200, 'x'), RangeError);
});
