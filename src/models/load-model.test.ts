import assert from 'node:assert/strict';
import { test } from 'node:test';
import { RadiantError } from '../base/index.ts';
import { loadModel } from './load-model.ts';

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);
const latin1 = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text, 'latin1'));

const FOREIGN: readonly {
  readonly name: string;
  readonly given: Uint8Array;
  readonly reason: string;
  readonly mention: RegExp;
}[] = [
  { name: 'nothing', given: new Uint8Array(), reason: 'MALFORMED_MODEL', mention: /empty/ },
  { name: 'an HTML page', given: utf8('\n<!DOCTYPE HTML><html>404'), reason: 'MALFORMED_MODEL', mention: /HTML page/ },
  {
    name: 'an error of an object store',
    given: utf8('<Error><Code>NoSuchKey</Code></Error>'),
    reason: 'MALFORMED_MODEL',
    mention: /object store/,
  },
  {
    name: 'a Git LFS pointer',
    given: utf8('version https://git-lfs.github.com/spec/v1\noid'),
    reason: 'MALFORMED_MODEL',
    mention: /git lfs pull/,
  },
  { name: 'prose', given: utf8('Hello, this is my model.\n'), reason: 'MALFORMED_MODEL', mention: /text file/ },
  { name: 'a table', given: utf8('id,age,income\n1,2,3\n'), reason: 'MALFORMED_MODEL', mention: /text file/ },
  { name: 'a PMML file', given: utf8('<PMML version="4.4">'), reason: 'UNSUPPORTED_MODEL', mention: /PMML/ },
  { name: 'a CatBoost file', given: latin1('CBM1\x00\x00'), reason: 'UNSUPPORTED_MODEL', mention: /format='json'/ },
  { name: 'an HDF5 file', given: latin1('\x89HDF\r\n\x1a\n'), reason: 'UNSUPPORTED_MODEL', mention: /HDF5/ },
  { name: 'an array', given: latin1('\x93NUMPY\x01\x00'), reason: 'MALFORMED_MODEL', mention: /numpy array/ },
  {
    name: 'an old XGBoost file',
    given: latin1('binf\x00\x00\x00?'),
    reason: 'UNSUPPORTED_MODEL',
    mention: /save_model\('model.json'\)/,
  },
  { name: 'JSON of another kind', given: utf8('{"a": 1}'), reason: 'MALFORMED_MODEL', mention: /"learner"/ },
  { name: 'JSON cut off', given: utf8('{"learner": {'), reason: 'MALFORMED_MODEL', mention: /truncated/ },
  {
    name: 'an ONNX model',
    given: Uint8Array.of(0x08, 0x08, 0x12, 0x01, 0x61, 0x3a, 0x00),
    reason: 'UNSUPPORTED_MODEL',
    mention: /onnxruntime-node/,
  },
  {
    name: 'other bytes',
    given: Uint8Array.of(0xca, 0xfe, 0xba, 0xbe, 1, 2, 3),
    reason: 'MALFORMED_MODEL',
    mention: /ca fe ba be/,
  },
];

for (const { name, given, reason, mention } of FOREIGN) {
  test(`loadModel says what it was given: ${name}`, async () => {
    await assert.rejects(loadModel(given), (error: unknown) => {
      assert.ok(error instanceof RadiantError);
      assert.equal(error.reason, reason, error.message);
      assert.match(error.message, mention);
      return true;
    });
  });
}
