import type { JsonObject } from '../../../payload/index.ts';
import { DATATYPES } from '../datatypes.table.ts';

const TEXT = { type: 'string' };
const SHAPE = { type: 'array', items: { type: 'integer' } };
const DATATYPE = { type: 'string', enum: Object.keys(DATATYPES) };
const PARAMETERS = { type: 'object', additionalProperties: true };
const ref = (name: string): JsonObject => ({ $ref: `#/components/schemas/${name}` });
const listOf = (items: JsonObject): JsonObject => ({ type: 'array', items });

/** The objects of the Open Inference Protocol, as OpenAPI 3.0 schemas. */
export const V2_SCHEMAS: Readonly<Record<string, JsonObject>> = {
  V2Error: { type: 'object', required: ['error'], properties: { error: TEXT, detail: {} } },
  V2IndexEntry: {
    type: 'object',
    required: ['name', 'state', 'reason'],
    properties: { name: TEXT, version: TEXT, state: TEXT, reason: TEXT },
  },
  V2InferRequest: {
    type: 'object',
    required: ['inputs'],
    properties: { id: TEXT, parameters: PARAMETERS, inputs: listOf(ref('V2Tensor')), outputs: listOf(ref('V2RequestedOutput')) },
  },
  V2InferResponse: {
    type: 'object',
    required: ['model_name', 'id', 'outputs'],
    properties: { model_name: TEXT, model_version: TEXT, id: TEXT, parameters: PARAMETERS, outputs: listOf(ref('V2Tensor')) },
  },
  V2ModelMetadata: {
    type: 'object',
    required: ['name', 'platform', 'inputs', 'outputs'],
    properties: {
      name: TEXT,
      versions: listOf(TEXT),
      platform: TEXT,
      inputs: listOf(ref('V2TensorMetadata')),
      outputs: listOf(ref('V2TensorMetadata')),
      parameters: PARAMETERS,
    },
  },
  V2RequestedOutput: { type: 'object', required: ['name'], properties: { name: TEXT, parameters: PARAMETERS } },
  V2ServerMetadata: {
    type: 'object',
    required: ['name', 'version', 'extensions'],
    properties: { name: TEXT, version: TEXT, extensions: listOf(TEXT) },
  },
  V2Tensor: {
    type: 'object',
    required: ['name', 'shape', 'datatype'],
    properties: {
      name: TEXT,
      shape: SHAPE,
      datatype: DATATYPE,
      parameters: PARAMETERS,
      data: { type: 'array', items: {}, description: 'the elements, flat or nested' },
    },
  },
  V2TensorMetadata: {
    type: 'object',
    required: ['name', 'datatype', 'shape'],
    properties: { name: TEXT, datatype: DATATYPE, shape: SHAPE, parameters: PARAMETERS },
  },
};
