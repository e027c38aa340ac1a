import assert from 'node:assert/strict';
import { validateHeaderValue } from 'node:http';
import { test } from 'node:test';
import { takeHeaders } from './answer-headers.ts';
import { eventHeaders, eventTrailers, requestEvents } from './cloud-events.ts';
import { responderOf } from './encode.ts';

test('the id of an answer is told twice, in lower case over gRPC, and not at all when it is empty', () => {
  const responder = responderOf('iris', 'v1', 'golden');
  const headers = eventHeaders(responder, 'a');
  assert.deepEqual(headers.slice(-4), ['Ce-Id', 'a', 'Ce-Requestid', 'a']);
  assert.equal(eventTrailers(responder, 'a')['ce-requestid'], 'a');
  assert.equal('ce-id' in eventTrailers(responder, ''), false);
  assert.equal(requestEvents('golden', 'iris', 'a')['Ce-Type'], 'io.seldon.serving.inference.request');
});

for (const id of ['line\r\nX-Evil: 1', 'é', '\ud800', ' blank ', '\0', '%', 'x'.repeat(513)]) {
  test(`the id ${JSON.stringify(id.slice(0, 20))} makes no broken header`, () => {
    const headers = eventHeaders(responderOf(id, '', id), id);
    for (let i = 0; i < headers.length; i += 2) {
      validateHeaderValue(headers[i] as string, headers[i + 1] as string);
      assert.match(headers[i + 1] as string, /^[\x21-\x7e]([\x20-\x7e]*[\x21-\x7e])?$/);
    }
  });
}

test('headers that a model sets are taken out of its tags', () => {
  const said = takeHeaders({ headers: { 'x-out': 'yes', 'x-num': 3, 'Ce-Id': 'forged' }, note: 'kept' });
  assert.deepEqual(said, { parameters: { note: 'kept' }, headers: ['x-out', 'yes', 'x-num', '3'] });
  assert.deepEqual(takeHeaders({ headers: 'a text' }), { parameters: { headers: 'a text' }, headers: undefined });
  assert.deepEqual(takeHeaders({ headers: {} }), { parameters: undefined, headers: [] });
});

for (const headers of [
  { 'content-length': '5' },
  { 'Transfer-Encoding': 'chunked' },
  { 'grpc-status': '0' },
  { 'a b': 'x' },
  { '': 'x' },
  { 'x-a': 'line\nbreak' },
  { 'x-a': 'ä' },
  { 'x-a': ['list'] },
  { 'x-a': 'x'.repeat(4097) },
  Object.fromEntries(Array.from({ length: 51 }, (_, i) => [`x-${i}`, 'a'])),
]) {
  test(`a model cannot set ${JSON.stringify(headers).slice(0, 50)}`, () => {
    assert.throws(() => takeHeaders({ headers }), { code: 'INTERNAL', reason: 'MICROSERVICE_BAD_ANSWER' });
  });
}
