import { RadiantError } from '../../base/index.ts';
import { createTensor, type Outcome, type Payload } from '../../payload/index.ts';

const MAX_SHOWN = 60;
const MIN_INT64 = -(2n ** 63n);
const MAX_INT64 = 2n ** 63n - 1n;

/**
 * Checks what a router answered and makes a 1x1 array of it. A branch is a scalar in JSON form: a whole number, or a truth value.
 * Arrays (numpy's integers among them) and fractions are refused with INVALID_ARGUMENT, as Seldon does.
 */
export function checkRoute(outcome: Outcome): Outcome {
  return { ...outcome, payload: toBranch(outcome.payload) };
}

function toBranch(payload: Payload): Payload {
  if (payload.kind === 'json' || payload.kind === 'list') {
    const text = Buffer.from(payload.json.utf8).toString().trim();
    if (text === 'true' || text === 'false') return bytesToList(`[[${text}]]`);
    if (/^-?\d{1,19}$/.test(text)) {
      const branch = BigInt(text);
      if (branch >= MIN_INT64 && branch <= MAX_INT64) {
        return { kind: 'tensor', tensor: createTensor('int64', [1, 1], BigInt64Array.of(branch)) };
      }
    }
    throw badRoute(text);
  }
  throw badRoute(describe(payload));
}

function bytesToList(text: string): Payload {
  return { kind: 'list', json: { utf8: Buffer.from(text), lenient: false }, shape: [1, 1] };
}

function describe(payload: Exclude<Payload, { kind: 'json' | 'list' }>): string {
  switch (payload.kind) {
    case 'tensor':
      if (payload.tensor.shape.length === 0)
        return `a ${payload.tensor.dtype} scalar: ${String(payload.tensor.data[0])}`;
      return `a ${payload.tensor.dtype} array of shape [${payload.tensor.shape.join(', ')}]`;
    case 'tensors':
      return `${payload.tensors.length} named arrays`;
    case 'string':
      return 'a text';
    case 'bytes':
      return 'bytes';
    case 'any':
    case 'message':
      return 'a message';
  }
}

function badRoute(got: string): RadiantError {
  const shown = got.length > MAX_SHOWN ? `${got.slice(0, MAX_SHOWN)}...` : got;
  return new RadiantError('INVALID_ARGUMENT', `Routing response must be int but got ${shown}`, {
    reason: 'MICROSERVICE_BAD_DATA',
  });
}
