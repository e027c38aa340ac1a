import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { JsonObject } from '../../payload/index.ts';
import { describeModel } from './metadata.ts';

const NDARRAY: JsonObject = { outputs: [{ messagetype: 'ndarray', schema: { shape: [-1, 3] } }] };
const FIRST = { dtype: 'int64', shape: [-1] } as const;

describe('the outputs in the metadata of a model', () => {
  const CASES = [
    {
      name: 'are as the default output really is',
      given: describeModel('m', [], NDARRAY, ['predict', 'predict_proba'], FIRST),
      expect: [{ name: 'predict', datatype: 'INT64', shape: [-1] }],
    },
    {
      name: 'are as the model describes them, where nothing else is known',
      given: describeModel('m', [], NDARRAY, ['predict']),
      expect: [{ name: 'predict', datatype: 'FP64', shape: [-1, 3] }],
    },
    {
      name: 'are those that it describes in this form itself',
      given: describeModel('m', [], { outputs: [{ name: 'y', datatype: 'FP32', shape: [-1] }] }, ['predict'], FIRST),
      expect: [{ name: 'y', datatype: 'FP32', shape: [-1] }],
    },
    {
      name: 'are none where it describes none',
      given: describeModel('m', [], { outputs: [] }, ['predict'], FIRST),
      expect: [],
    },
  ];
  for (const { name, given, expect } of CASES) test(name, () => assert.deepEqual(given.outputs, expect));
});
