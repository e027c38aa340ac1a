import assert from 'node:assert/strict';
import { test } from 'node:test';
import { WireReader, WireWriter } from '../../../protocols/protobuf/index.ts';
import { seldonMessageToJson } from '../../../protocols/seldon/index.ts';
import { SELDON_PROTOBUF } from './seldon-protobuf.ts';

const message = (bytes: Uint8Array) =>
  ({ protocol: 'seldon', encoding: 'protobuf', bytes, contentType: undefined }) as const;

/** A SeldonMessage with a text and these puids, each in a meta of its own. */
function answer(...puids: string[]): Uint8Array {
  // Written from the end.
  const writer = new WireWriter();
  writer.string(5, 'x');
  for (const puid of puids.toReversed()) {
    const mark = writer.size;
    writer.string(1, puid);
    writer.message(2, mark);
  }
  return writer.finish();
}

test('branches stand in the one meta of an answer, for clients that keep only the last', () => {
  for (const [puids, puid] of [
    [[], undefined],
    [['p'], 'p'],
    [['p', 'q'], 'q'],
  ] as const) {
    const { bytes } = SELDON_PROTOBUF.withRouting(message(answer(...puids)), { r: 1, m: -1 });
    const { meta, strData } = seldonMessageToJson('SeldonMessage', bytes) as Record<string, unknown>;
    assert.deepEqual(meta, { ...(puid === undefined ? {} : { puid }), routing: { m: -1, r: 1 } });
    assert.equal(strData, 'x');
    const fields: number[] = [];
    const reader = new WireReader(bytes, 'SeldonMessage');
    while (reader.position < reader.end) {
      const tag = reader.tag();
      fields.push(tag >>> 3);
      reader.skip(tag);
    }
    assert.deepEqual(fields.toSorted(), [2, 5]);
  }
});

test('a feedback that the root is not told is answered by an empty message, which a client can read', () => {
  const reward = new WireWriter();
  reward.string(1, 'request');
  assert.equal(SELDON_PROTOBUF.echoFeedback(message(reward.finish())).bytes.length, 0);
});
