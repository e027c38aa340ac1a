import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { JsonObject } from '../../payload/index.ts';
import { decodeRest } from '../../protocols/v2/index.ts';
import { applyModelTypes } from './apply-model-types.ts';

const METADATA: JsonObject = {
  inputs: [
    { name: 'image', datatype: 'BYTES', shape: [-1], parameters: { content_type: 'base64' } },
    { name: 'text', datatype: 'BYTES', shape: [-1] },
  ],
};

function ask(name: string, metadata: JsonObject | 'invalid' | undefined, inputType?: string, requestType?: string) {
  const parameters = (type: string | undefined) => (type === undefined ? {} : { parameters: { content_type: type } });
  const input = { name, shape: [1], datatype: 'BYTES', data: ['YQ=='], ...parameters(inputType) };
  const request = decodeRest(Buffer.from(JSON.stringify({ ...parameters(requestType), inputs: [input] })));
  const { inputs, isTable } = applyModelTypes(request, { verbs: new Set(), rawVerbs: new Set(), metadata });
  return [inputs[0]?.tensor.dtype, inputs[0]?.contentType, isTable];
}

describe('content types that a model names', () => {
  const pd: JsonObject = { parameters: { content_type: 'pd' } };
  const CASES = [
    {
      name: 'an input has the one that the metadata says',
      given: ask('image', METADATA),
      expect: ['bytes', 'base64', false],
    },
    { name: 'its own comes first', given: ask('image', METADATA, 'str'), expect: ['string', 'str', false] },
    {
      name: 'that of the request comes first',
      given: ask('image', METADATA, undefined, 'str'),
      expect: ['string', 'str', false],
    },
    { name: 'other inputs have none', given: ask('text', METADATA), expect: ['string', undefined, false] },
    {
      name: 'the model may have one for all',
      given: ask('x', { parameters: { content_type: 'base64' } }),
      expect: ['bytes', 'base64', false],
    },
    { name: 'pd makes a table of one input too', given: ask('x', pd), expect: ['string', undefined, true] },
    { name: 'pd yields to that of the request', given: ask('x', pd, undefined, 'np'), expect: ['string', 'np', false] },
    { name: 'metadata that is none says nothing', given: ask('x', 'invalid'), expect: ['string', undefined, false] },
  ];
  for (const { name, given, expect } of CASES) test(name, () => assert.deepEqual(given, expect));
});
