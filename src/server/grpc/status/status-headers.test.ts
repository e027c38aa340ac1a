import assert from 'node:assert/strict';
import { Buffer } from 'node:buffer';
import { describe, test } from 'node:test';
import { type ErrorCode, RadiantError } from '../../../base/index.ts';
import { WIRE, WireReader } from '../../../protocols/protobuf/index.ts';
import { grpcCode } from './grpc-status.ts';
import { statusHeaders } from './status-headers.ts';

/** The length-delimited fields of a message by number. */
function fields(bytes: Uint8Array): Record<number, Uint8Array | number> {
  const reader = new WireReader(bytes, 'test');
  const found: Record<number, Uint8Array | number> = {};
  while (reader.position < reader.end) {
    const tag = reader.tag();
    found[tag >>> 3] = (tag & 7) === WIRE.bytes ? reader.bytesField() : reader.int32();
  }
  return found;
}

const text = (value: Uint8Array | number | undefined): string => Buffer.from(value as Uint8Array).toString();

describe('the status of an error', () => {
  test('carries code, message, reason and domain', () => {
    const headers = statusHeaders(new RadiantError('NOT_FOUND', 'no café', { reason: 'MODEL_NOT_FOUND' }));
    assert.equal(headers['grpc-status'], '5');
    assert.equal(headers['grpc-message'], 'no caf%C3%A9');
    const status = fields(Buffer.from(String(headers['grpc-status-details-bin']), 'base64'));
    assert.equal(status[1], 5);
    assert.equal(text(status[2]), 'no café');
    const any = fields(status[3] as Uint8Array);
    assert.equal(text(any[1]), 'type.googleapis.com/google.rpc.ErrorInfo');
    const info = fields(any[2] as Uint8Array);
    assert.deepEqual([text(info[1]), text(info[2])], ['MODEL_NOT_FOUND', 'radiant']);
  });

  test('says after how long another try may help', () => {
    const headers = statusHeaders(new RadiantError('RESOURCE_EXHAUSTED', 'busy', { reason: 'QUEUE_FULL' }));
    const bytes = Buffer.from(String(headers['grpc-status-details-bin']), 'base64');
    // The last detail counts here: Any {RetryInfo {Duration {seconds: 1}}}.
    const any = fields(fields(bytes)[3] as Uint8Array);
    assert.equal(text(any[1]), 'type.googleapis.com/google.rpc.RetryInfo');
    assert.deepEqual(Buffer.from(any[2] as Uint8Array).toString('hex'), '0a020801');
  });

  for (const message of ['x'.repeat(100_000), '世'.repeat(50_000), '\ud800'.repeat(50_000)]) {
    test(`stays below 8 KB for ${message.length} times ${JSON.stringify(message[0])}`, () => {
      const headers = statusHeaders(new RadiantError('INTERNAL', message, { reason: message }));
      const size = Object.entries(headers).reduce((sum, [name, value]) => sum + name.length + String(value).length, 0);
      assert.ok(size < 8000, `${size} bytes`);
      assert.match(decodeURIComponent(String(headers['grpc-message'])), /^(x+|世+|\ufffd+)…$/u);
    });
  }
});

const codes: readonly { code: ErrorCode; http?: number; expect: ErrorCode }[] = [
  { code: 'UNKNOWN', expect: 'UNKNOWN' },
  { code: 'UNKNOWN', http: 500, expect: 'UNKNOWN' },
  { code: 'UNKNOWN', http: 400, expect: 'INVALID_ARGUMENT' },
  { code: 'UNKNOWN', http: 401, expect: 'UNAUTHENTICATED' },
  { code: 'UNKNOWN', http: 403, expect: 'PERMISSION_DENIED' },
  { code: 'UNKNOWN', http: 404, expect: 'NOT_FOUND' },
  { code: 'UNKNOWN', http: 409, expect: 'ABORTED' },
  { code: 'UNKNOWN', http: 418, expect: 'INVALID_ARGUMENT' },
  { code: 'UNKNOWN', http: 429, expect: 'RESOURCE_EXHAUSTED' },
  { code: 'UNKNOWN', http: 503, expect: 'UNAVAILABLE' },
  { code: 'UNKNOWN', http: 504, expect: 'DEADLINE_EXCEEDED' },
  { code: 'UNKNOWN', http: 507, expect: 'UNKNOWN' },
  { code: 'UNAVAILABLE', http: 500, expect: 'UNAVAILABLE' },
];

for (const { code, http, expect } of codes) {
  test(`${code} with HTTP status ${http ?? '(none)'} is ${expect}`, () => {
    const error = new RadiantError(code, 'text', http === undefined ? {} : { httpStatus: http });
    assert.equal(grpcCode(error), expect);
  });
}
