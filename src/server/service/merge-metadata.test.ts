import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { JsonObject } from '../../payload/index.ts';
import { TEST_SETTINGS } from '../fixtures/create-test-component.ts';
import { createTestLog } from '../fixtures/open-test-door.ts';
import { mergeMetadata } from './merge-metadata.ts';
import { validateMetadata } from './validate-metadata.ts';

const DEFAULTS = { name: '', versions: [''], platform: '', inputs: [], outputs: [], custom: {} };

describe('metadata', () => {
  const cases: readonly { name: string; own?: JsonObject; image?: string; text?: string; expect: JsonObject }[] = [
    { name: 'of nothing is made of defaults', expect: DEFAULTS },
    {
      name: 'has name and version of the image',
      image: 'reg:5000/a:2',
      expect: { ...DEFAULTS, name: 'reg:5000/a', versions: ['2'] },
    },
    { name: 'takes an image without a colon as version', image: 'plain', expect: { ...DEFAULTS, versions: ['plain'] } },
    {
      name: 'prefers what the component says',
      image: 'a:1',
      own: { name: 'own' },
      expect: { ...DEFAULTS, name: 'own', versions: ['1'] },
    },
    {
      name: 'prefers the variable to the component',
      own: { name: 'own', platform: 'p' },
      text: '{"name": "env"}',
      expect: { ...DEFAULTS, name: 'env', platform: 'p' },
    },
    {
      name: 'leaves out what V2 has beside',
      own: {
        parameters: { content_type: 'pd' },
        inputs: [{ name: 'x', datatype: 'FP64', shape: [-1], parameters: { content_type: 'np' } }],
      },
      expect: { ...DEFAULTS, inputs: [{ name: 'x', datatype: 'FP64', shape: [-1] }] },
    },
    {
      name: 'reads YAML',
      text: 'name: env\nversions:\n  - v1\n',
      expect: { ...DEFAULTS, name: 'env', versions: ['v1'] },
    },
    { name: 'ignores what is no YAML', text: '{name:', expect: DEFAULTS },
  ];
  for (const { name, own, image, text, expect } of cases) {
    test(name, () => {
      const settings = { ...TEST_SETTINGS, image, modelMetadata: text };
      assert.deepEqual(mergeMetadata(own, settings, createTestLog()), expect);
    });
  }

  test('that is not valid cannot be served, and the log says why', () => {
    const log = createTestLog();
    assert.equal(mergeMetadata({ versions: 5 }, TEST_SETTINGS, log), undefined);
    assert.deepEqual(log.lines, ["the model's metadata cannot be served: versions must be a list of texts"]);
    assert.equal(mergeMetadata('invalid', TEST_SETTINGS, log), undefined);
  });

  test('of the variable must be a mapping', () => {
    const settings = { ...TEST_SETTINGS, modelMetadata: '5' };
    assert.throws(() => mergeMetadata(undefined, settings, createTestLog()), { reason: 'BAD_ENVIRONMENT' });
  });
});

describe('validation of metadata', () => {
  const tensor = (schema: JsonObject): JsonObject => ({ inputs: [{ messagetype: 'tensor', schema }] });
  const good: readonly JsonObject[] = [
    {},
    { versions: [] },
    { custom: { a: 'b' } },
    { inputs: [{}] },
    tensor({}),
    tensor({ names: ['a'], shape: [1] }),
    { inputs: [{ messagetype: 'jsonData', schema: { type: 'object' } }] },
    { inputs: [{ messagetype: 'strData' }] },
    { inputs: [{ messagetype: 'own', schema: { a: 1 } }] },
    { outputs: [{ name: 'a', datatype: 'BYTES', shape: [-1] }] },
    { inputs: [{ name: 'a', shape: [1] }, { messagetype: 'ndarray' }] },
  ];
  for (const metadata of good) {
    test(`accepts ${JSON.stringify(metadata)}`, () => assert.equal(validateMetadata(metadata), undefined));
  }

  const bad: readonly JsonObject[] = [
    { name: 1 },
    { name: null },
    { versions: [1] },
    { extra: 1 },
    { custom: { a: 1 } },
    { custom: [] },
    { inputs: {} },
    { inputs: [5] },
    { inputs: [{ messagetype: 5 }] },
    tensor({ shape: ['a'] }),
    tensor({ shape: [1.5] }),
    tensor({ names: [1] }),
    tensor({ more: 1 }),
    { inputs: [{ messagetype: 'jsonData', schema: 5 }] },
    { inputs: [{ messagetype: 'strData', schema: {} }] },
    { inputs: [{ name: 'a', datatype: 'X', shape: [1] }] },
    { inputs: [{ name: 'a', datatype: 'INT32', shape: [1], more: 1 }] },
    { inputs: [{ name: 'a', messagetype: 'tensor' }] },
  ];
  for (const metadata of bad) {
    test(`refuses ${JSON.stringify(metadata)}`, () => assert.equal(typeof validateMetadata(metadata), 'string'));
  }
});
