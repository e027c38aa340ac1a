import type { JsonObject, JsonValue } from '../../../payload/index.ts';
import { makeExample } from './make-example.ts';
import { SCHEMAS } from './schemas.table.ts';

interface Operation {
  readonly paths: readonly string[];
  readonly tag: string;
  readonly summary: string;
  readonly body?: 'Feedback' | 'SeldonMessage' | 'SeldonMessageList';
}

/** The first path of each is the one that new clients should use. */
const OPERATIONS: readonly Operation[] = [
  {
    paths: ['/api/v1.0/predictions', '/api/v0.1/predictions', '/predict'],
    tag: 'Predict',
    summary: 'Ask the component for a prediction',
    body: 'SeldonMessage',
  },
  {
    paths: ['/api/v1.0/feedback', '/api/v0.1/feedback', '/send-feedback'],
    tag: 'Feedback',
    summary: 'Tell how good an answer was',
    body: 'Feedback',
  },
  { paths: ['/transform-input'], tag: 'Graph', summary: 'Change a request before the model', body: 'SeldonMessage' },
  { paths: ['/transform-output'], tag: 'Graph', summary: 'Change an answer after the model', body: 'SeldonMessage' },
  { paths: ['/route'], tag: 'Graph', summary: 'Choose the branch for a request', body: 'SeldonMessage' },
  { paths: ['/aggregate'], tag: 'Graph', summary: 'Make one answer of several', body: 'SeldonMessageList' },
  { paths: ['/metadata', '/api/v1.0/metadata'], tag: 'Service', summary: 'What the component says of itself' },
  { paths: ['/health/ping'], tag: 'Service', summary: 'Is the process alive?' },
  { paths: ['/health/status', '/api/v1.0/health/status'], tag: 'Service', summary: 'Can the component answer?' },
];

/** Short ones: without them the page would show every field that a message may have. */
const ANSWER_EXAMPLE: JsonObject = { data: { names: ['t:0'], ndarray: [[1]] }, meta: {} };
const ERROR_EXAMPLE: JsonObject = {
  status: { code: -1, info: 'what is wrong', reason: 'MICROSERVICE_BAD_DATA', status: 1 },
};

export interface ApiDescription {
  /** The name of the component. */
  readonly title: string;
  readonly version: string;
  readonly metadata: JsonObject | undefined;
}

/** The OpenAPI 3.0 document of a microservice, with a request that this component can answer as the example. */
export function describeApi(api: ApiDescription): JsonObject {
  const example = makeExample(api.metadata);
  const examples = {
    Feedback: { request: example, response: { data: { ndarray: [[1]] } }, reward: 1 },
    SeldonMessage: example,
    SeldonMessageList: { seldonMessages: [example, example] },
  };
  const paths: Record<string, JsonValue> = {};
  for (const operation of OPERATIONS) {
    operation.paths.forEach((path, index) => {
      paths[path] = describeOperation(operation, operation.body && examples[operation.body], index > 0);
    });
  }
  return {
    openapi: '3.0.3',
    info: { title: api.title, version: api.version, description: 'Served by Radiant.' },
    servers: [{ url: '/' }],
    tags: [{ name: 'Predict' }, { name: 'Feedback' }, { name: 'Graph' }, { name: 'Service' }],
    paths,
    components: { schemas: SCHEMAS },
  };
}

function describeOperation(operation: Operation, example: JsonObject | undefined, isOlder: boolean): JsonObject {
  const summary = isOlder ? `${operation.summary} (another name of ${operation.paths[0]})` : operation.summary;
  const responses = describeResponses(operation);
  const common = { tags: [operation.tag], summary, responses };
  if (operation.body === undefined) return { get: common };
  const schema = { $ref: `#/components/schemas/${operation.body}` };
  return {
    post: {
      ...common,
      requestBody: { required: true, content: { 'application/json': { schema, example: example! } } },
    },
  };
}

function describeResponses(operation: Operation): JsonObject {
  if (operation.paths[0] === '/health/ping') {
    return { '200': { description: 'The text pong', content: { 'text/html': { schema: { type: 'string' } } } } };
  }
  const isMetadata = operation.paths[0] === '/metadata';
  return {
    '200': {
      description: 'The answer',
      content: isMetadata ? jsonContent('Metadata') : jsonContent('SeldonMessage', ANSWER_EXAMPLE),
    },
    default: {
      description: 'An error: status.info says what is wrong',
      content: jsonContent('SeldonMessage', ERROR_EXAMPLE),
    },
  };
}

function jsonContent(name: string, example?: JsonObject): JsonObject {
  const schema = { $ref: `#/components/schemas/${name}` };
  return { 'application/json': example === undefined ? { schema } : { schema, example } };
}
