import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readOnnxVersions } from './read-onnx-versions.ts';

function textField(number: number, text: string): readonly number[] {
  const bytes = new TextEncoder().encode(text);
  return [(number << 3) | 2, bytes.length, ...bytes];
}

const CASES: readonly { name: string; bytes: readonly number[]; versions: readonly string[] }[] = [
  { name: 'a model that says nothing has no versions', bytes: [], versions: [] },
  {
    name: 'producer, format and opsets are told, each once',
    bytes: [
      ...[0x08, 10],
      ...textField(2, 'pytorch'),
      ...textField(3, '2.5.1'),
      ...[0x42, 2, 0x10, 17],
      ...[0x42, 2, 0x10, 17],
      ...[0x42, 14, ...textField(1, 'ai.onnx.ml'), 0x10, 3],
    ],
    versions: ['pytorch 2.5.1', 'ONNX IR 10', 'opset ai.onnx 17', 'opset ai.onnx.ml 3'],
  },
  {
    name: 'control characters and long texts are not passed on',
    bytes: textField(2, `a\u001b[2J${'b'.repeat(100)}`),
    versions: [`a[2J${'b'.repeat(55)}`],
  },
];

for (const { name, bytes, versions } of CASES) {
  test(name, () => assert.deepEqual(readOnnxVersions(Uint8Array.from(bytes)), versions));
}
