import type { JsonObject, JsonValue } from '../../../payload/index.ts';
import type { ModelMetadata, TensorMetadata } from '../metadata.ts';
import { V2_SCHEMAS } from './schemas.table.ts';

interface Operation {
  readonly method: 'get' | 'post';
  /** Below `/v2`; `{model}` stands for the names of the models. */
  readonly path: string;
  readonly summary: string;
  /** The schema of the body. */
  readonly body?: 'V2InferRequest';
  /** The schema of the answer; none for an empty one. */
  readonly answer?: keyof typeof V2_SCHEMAS;
  readonly isList?: true;
  readonly isStream?: true;
}

const OPERATIONS: readonly Operation[] = [
  {
    method: 'post',
    path: '/models/{model}/infer',
    summary: 'Ask a model',
    body: 'V2InferRequest',
    answer: 'V2InferResponse',
  },
  {
    method: 'post',
    path: '/models/{model}/infer_stream',
    summary: 'Ask a model; its answers come as server-sent events',
    body: 'V2InferRequest',
    answer: 'V2InferResponse',
    isStream: true,
  },
  { method: 'get', path: '/models/{model}', summary: 'What a model says of itself', answer: 'V2ModelMetadata' },
  { method: 'get', path: '/models/{model}/ready', summary: 'Can the model answer?' },
  { method: 'get', path: '', summary: 'What the server says of itself', answer: 'V2ServerMetadata' },
  { method: 'get', path: '/health/live', summary: 'Is the server alive?' },
  { method: 'get', path: '/health/ready', summary: 'Are all models ready?' },
  {
    method: 'post',
    path: '/repository/index',
    summary: 'The models of the server',
    answer: 'V2IndexEntry',
    isList: true,
  },
  { method: 'post', path: '/repository/models/{model}/load', summary: 'Load a model, or load it anew' },
  { method: 'post', path: '/repository/models/{model}/unload', summary: 'Unload a model' },
];

const TAG = 'Open Inference Protocol';
/** One value of each datatype for the example; the others are numbers. */
const EXAMPLE_VALUES: Readonly<Record<string, JsonValue>> = { BOOL: true, BYTES: 'text' };
const MAX_EXAMPLE_VALUES = 1000;

/** The OpenAPI 3.0 document of the protocol, with the models that there are and a request that the first can answer as the example. */
export function describeV2Api(title: string, version: string, models: readonly ModelMetadata[]): JsonObject {
  const paths: Record<string, Record<string, JsonValue>> = {};
  const names = models.map(({ name }) => name);
  for (const operation of OPERATIONS) {
    const path = `/v2${operation.path}`;
    paths[path] = { ...paths[path], [operation.method]: describeOperation(operation, names, models[0]) };
  }
  return {
    openapi: '3.0.3',
    info: { title, version, description: 'The Open Inference Protocol (V2).' },
    tags: [{ name: TAG }],
    paths,
    components: { schemas: V2_SCHEMAS },
  };
}

function describeOperation(
  operation: Operation,
  names: readonly string[],
  example: ModelMetadata | undefined,
): JsonObject {
  const { path, summary, body } = operation;
  const hasModel = path.includes('{model}');
  const schema = names.length === 0 ? { type: 'string' } : { type: 'string', enum: names, default: names[0]! };
  return {
    tags: [TAG],
    summary,
    ...(hasModel ? { parameters: [{ name: 'model', in: 'path', required: true, schema }] } : {}),
    ...(body === undefined
      ? {}
      : {
          requestBody: {
            required: true,
            content: jsonContent({ $ref: `#/components/schemas/${body}` }, makeExample(example)),
          },
        }),
    responses: {
      '200': describeAnswer(operation),
      default: { description: 'An error', content: jsonContent({ $ref: '#/components/schemas/V2Error' }) },
    },
  };
}

function describeAnswer({ answer, isList, isStream }: Operation): JsonObject {
  if (answer === undefined) return { description: 'Yes, or done' };
  const one = { $ref: `#/components/schemas/${answer}` };
  if (isStream === true)
    return { description: 'One event for each answer', content: { 'text/event-stream': { schema: one } } };
  return { description: 'The answer', content: jsonContent(isList === true ? { type: 'array', items: one } : one) };
}

function jsonContent(schema: JsonObject, example?: JsonObject): JsonObject {
  return { 'application/json': example === undefined ? { schema } : { schema, example } };
}

/** A request of one row. */
function makeExample(model: ModelMetadata | undefined): JsonObject {
  const inputs =
    model === undefined || model.inputs.length === 0
      ? [{ name: 'input-0', datatype: 'FP64', shape: [1, 2] }]
      : model.inputs;
  return { inputs: inputs.map(exampleInput) };
}

function exampleInput({ name, datatype, shape }: TensorMetadata): JsonObject {
  const sizes = shape.map((size) => (size < 0 ? 1 : size));
  const count = Math.min(
    sizes.reduce((product, size) => product * size, 1),
    MAX_EXAMPLE_VALUES,
  );
  return { name, shape: sizes, datatype, data: Array.from({ length: count }, () => EXAMPLE_VALUES[datatype] ?? 1) };
}
