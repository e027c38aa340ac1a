import type { JsonObject } from '../../../payload/index.ts';

/** The messages of the protocol as OpenAPI 3.0 schemas. */
export const SCHEMAS: JsonObject = {
  Data: {
    type: 'object',
    description: 'An array in one of three forms.',
    properties: {
      names: { type: 'array', items: { type: 'string' }, description: 'Names of the columns.' },
      ndarray: { type: 'array', items: {}, description: 'Nested lists. Texts and mixed values are allowed.' },
      tensor: { $ref: '#/components/schemas/Tensor' },
      tftensor: { type: 'object', description: "TensorFlow's TensorProto as JSON." },
    },
  },
  Feedback: {
    type: 'object',
    properties: {
      request: { $ref: '#/components/schemas/SeldonMessage' },
      response: { $ref: '#/components/schemas/SeldonMessage' },
      reward: { type: 'number', description: 'How good the answer was.' },
      truth: { $ref: '#/components/schemas/SeldonMessage' },
    },
  },
  Meta: {
    type: 'object',
    properties: {
      metrics: { type: 'array', items: { $ref: '#/components/schemas/Metric' } },
      puid: { type: 'string', description: 'Identifies the request; comes back in the answer.' },
      requestPath: { type: 'object', additionalProperties: { type: 'string' } },
      routing: { type: 'object', additionalProperties: { type: 'integer' } },
      tags: { type: 'object', additionalProperties: {} },
    },
  },
  Metadata: {
    type: 'object',
    properties: {
      custom: { type: 'object', additionalProperties: { type: 'string' } },
      inputs: { type: 'array', items: { type: 'object' } },
      name: { type: 'string' },
      outputs: { type: 'array', items: { type: 'object' } },
      platform: { type: 'string' },
      versions: { type: 'array', items: { type: 'string' } },
    },
  },
  Metric: {
    type: 'object',
    required: ['key', 'value'],
    properties: {
      key: { type: 'string' },
      tags: { type: 'object', additionalProperties: { type: 'string' } },
      type: { type: 'string', enum: ['COUNTER', 'GAUGE', 'TIMER'] },
      value: { type: 'number', description: 'Milliseconds for a TIMER.' },
    },
  },
  SeldonMessage: {
    type: 'object',
    description: 'Give one of data, jsonData, strData and binData.',
    properties: {
      binData: { type: 'string', format: 'byte', description: 'Bytes in base64.' },
      data: { $ref: '#/components/schemas/Data' },
      jsonData: { description: 'Any JSON value.' },
      meta: { $ref: '#/components/schemas/Meta' },
      status: { $ref: '#/components/schemas/Status' },
      strData: { type: 'string' },
    },
  },
  SeldonMessageList: {
    type: 'object',
    properties: { seldonMessages: { type: 'array', items: { $ref: '#/components/schemas/SeldonMessage' } } },
  },
  Status: {
    type: 'object',
    properties: {
      code: { type: 'integer' },
      info: { type: 'string', description: 'What went wrong.' },
      reason: { type: 'string', description: 'A stable word for programs.' },
      status: { description: '1 or FAILURE for an error.' },
    },
  },
  Tensor: {
    type: 'object',
    required: ['shape', 'values'],
    properties: {
      shape: { type: 'array', items: { type: 'integer' } },
      values: { type: 'array', items: { type: 'number' }, description: 'All values, row by row.' },
    },
  },
};
