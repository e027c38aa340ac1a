import type { JsonObject, JsonValue } from '../../payload/index.ts';
import { makeExample } from '../seldon/index.ts';

/** The OpenAPI 3.0 document of MLflow's paths, with an example made of the model's metadata. */
export function describeMlflowApi(metadata: JsonObject | undefined): JsonObject {
  const example = exampleOf(metadata);
  return {
    openapi: '3.0.3',
    info: { title: 'MLflow scoring protocol', version: 'v1' },
    servers: [{ url: '/' }],
    tags: [{ name: 'MLflow' }],
    paths: {
      '/invocations': {
        post: {
          ...operation('Ask the model'),
          requestBody: {
            required: true,
            content: {
              'application/json': { schema: { $ref: '#/components/schemas/Invocation' }, example },
              'text/csv': { schema: { type: 'string' } },
            },
          },
        },
      },
      '/ping': { get: operation('Can the model answer?') },
      '/health': { get: operation('Can the model answer? (another name of /ping)') },
      '/version': { get: operation('The version of this server') },
    },
    components: {
      schemas: {
        Invocation: {
          type: 'object',
          description: 'Exactly one of the four forms of the data, and optional params',
          properties: {
            dataframe_split: { type: 'object' },
            dataframe_records: { type: 'array', items: { type: 'object' } },
            instances: { type: 'array', items: {} },
            inputs: {},
            params: { type: 'object' },
          },
        },
      },
    },
  };
}

function operation(summary: string): JsonObject {
  return {
    tags: ['MLflow'],
    summary,
    responses: { '200': { description: 'The answer' }, default: { description: 'What is wrong' } },
  };
}

function exampleOf(metadata: JsonObject | undefined): JsonValue {
  const { data } = makeExample(metadata) as { readonly data?: JsonObject };
  const rows = Array.isArray(data?.ndarray) ? data.ndarray : [[1, 2]];
  const names = data?.names;
  return Array.isArray(names) && names.length > 0
    ? { dataframe_split: { columns: names, data: rows } }
    : { inputs: rows };
}
