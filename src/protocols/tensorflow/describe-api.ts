import type { JsonObject, JsonValue } from '../../payload/index.ts';
import { makeExample } from '../seldon/index.ts';

const NAME = { name: 'name', in: 'path', required: true };
const ANY = { type: 'object' };
const SIGNATURE = { type: 'string', description: 'Which signature to run; serving_default when left out' };

/** The OpenAPI 3.0 document of the protocol's paths, for these models; the example is made of the metadata of the first. */
export function describeTensorflowApi(modelNames: readonly string[], metadata: JsonObject | undefined): JsonObject {
  const [first] = modelNames;
  const name = {
    ...NAME,
    schema: first === undefined ? { type: 'string' } : { type: 'string', enum: modelNames, default: first },
  };
  const rows = exampleRows(metadata);
  const examples: JsonValue = [{ feature: 1.5 }];
  return {
    openapi: '3.0.3',
    info: { title: 'TensorFlow Serving protocol', version: 'v1' },
    servers: [{ url: '/' }],
    tags: [{ name: 'TensorFlow' }],
    paths: {
      '/v1/models': { get: operation('The names of the models') },
      '/v1/models/{name}': { get: operation('The versions of a model and their states', [name]) },
      '/v1/models/{name}/metadata': { get: operation('The signatures of a model', [name]) },
      '/v1/models/{name}:predict': {
        post: withBody(operation('Ask a model', [name]), 'PredictRequest', { instances: rows }),
      },
      '/v1/models/{name}:classify': {
        post: withBody(operation('Ask a model for labels with scores', [name]), 'ExamplesRequest', { examples }),
      },
      '/v1/models/{name}:regress': {
        post: withBody(operation('Ask a model for one number an example', [name]), 'ExamplesRequest', { examples }),
      },
    },
    components: { schemas: SCHEMAS },
  };
}

const SCHEMAS: JsonObject = {
  ExamplesRequest: {
    type: 'object',
    required: ['examples'],
    properties: { signature_name: SIGNATURE, context: ANY, examples: { type: 'array', items: ANY } },
  },
  PredictRequest: {
    type: 'object',
    properties: {
      signature_name: SIGNATURE,
      instances: { type: 'array', items: {}, description: 'One entry a row: a value, a list, or an object by input' },
      inputs: { description: 'In place of instances: one tensor, or an object of tensors by input' },
    },
  },
};

function operation(summary: string, parameters: readonly JsonObject[] = []): JsonObject {
  return {
    tags: ['TensorFlow'],
    summary,
    parameters,
    responses: {
      '200': { description: 'The answer', content: { 'application/json': { schema: ANY } } },
      default: {
        description: 'What is wrong',
        content: { 'application/json': { schema: ANY, example: { error: 'what is wrong' } } },
      },
    },
  };
}

function withBody(described: JsonObject, schema: string, example: JsonValue): JsonObject {
  const content = { 'application/json': { schema: { $ref: `#/components/schemas/${schema}` }, example } };
  return { ...described, requestBody: { required: true, content } };
}

/** The rows of the example of the Seldon protocol, where they are rows. */
function exampleRows(metadata: JsonObject | undefined): JsonValue {
  const { data } = makeExample(metadata) as { readonly data?: JsonObject };
  return Array.isArray(data?.ndarray) ? data.ndarray : [[1, 2]];
}
