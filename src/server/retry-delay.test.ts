import assert from 'node:assert/strict';
import { test } from 'node:test';
import { RadiantError } from '../base/index.ts';
import { retryDelaySeconds } from './retry-delay.ts';

const CASES = [
  { name: 'a full queue', error: new RadiantError('RESOURCE_EXHAUSTED', '', { reason: 'QUEUE_FULL' }), expect: 1 },
  {
    name: 'a full queue that says 503',
    error: new RadiantError('RESOURCE_EXHAUSTED', '', { httpStatus: 503 }),
    expect: 1,
  },
  { name: 'a model that is not ready', error: new RadiantError('UNAVAILABLE', ''), expect: 1 },
  { name: 'a body that is too large', error: new RadiantError('RESOURCE_EXHAUSTED', '', { httpStatus: 413 }) },
  { name: 'an error of user code', error: new RadiantError('UNKNOWN', '', { httpStatus: 503 }) },
  { name: "the caller's mistake", error: new RadiantError('INVALID_ARGUMENT', '') },
] as const;

for (const { name, error, ...rest } of CASES) {
  const expect = 'expect' in rest ? rest.expect : undefined;
  test(`${name} ${expect === undefined ? 'says nothing of another try' : 'may be tried again soon'}`, () => {
    assert.equal(retryDelaySeconds(error), expect);
  });
}
