import type { V2Answer } from './golden-case.ts';

/** What must hold instead of the recorded answer where Radiant differs on purpose. */
export interface Instead {
  /** HTTP statuses or names of gRPC codes. */
  readonly status: readonly (number | string)[];
  /** The rest of the body must be as it was recorded. */
  readonly sameBut?: {
    /** Members of any object that do not count. */
    readonly without?: readonly string[];
    /** Nested and single `data` count as flat. */
    readonly flatData?: true;
    /** Lists may come in any order. */
    readonly unordered?: true;
    /** Changes the JSON text of both. */
    readonly text?: (json: string) => string;
  };
  /** The body as JSON text must match. */
  readonly says?: RegExp;
}

export interface V2Difference {
  readonly name: string;
  /** The cases that it is about, by `group: name`. */
  readonly cases: RegExp;
  /** Only those that were recorded with one of these statuses; undefined: with any. */
  readonly recorded?: readonly (number | string)[];
  readonly instead: Instead;
  readonly reason: string;
}

/** Where Radiant differs from the recorded MLServer on purpose. docs/reference/compatibility-v2.md has the same rows. */
export const V2_DIFFERENCES: readonly V2Difference[] = [
  {
    name: 'V2: JSON under any content type',
    cases: /^(infer-errors|headers): content type /,
    recorded: [422],
    instead: { status: [200] },
    reason: 'a body that is JSON is read whatever it is called',
  },
  {
    name: 'V2: binary tensors',
    cases: /^infer-errors: binary/,
    instead: { status: [200] },
    reason: 'the binary tensor extension is spoken over HTTP',
  },
  {
    name: 'V2: schema errors of other words',
    cases: /^infer-errors: body: .*(datatype|json|NaN|nan|Infinity|literal|problems)/,
    recorded: [422],
    instead: { status: [422], sameBut: { without: ['error', 'msg', 'ctx'] } },
    reason: 'datatype BF16 is known too, and what is no JSON is told with the place',
  },
  {
    name: 'V2: an index without a body',
    cases: /^repository: index without body$/,
    instead: { status: [200], says: /"state":"READY"/ },
    reason: 'an empty body asks for all models',
  },
  {
    name: 'V2: schema errors say it twice',
    cases: /: /,
    recorded: [422],
    instead: { status: [422], sameBut: { without: ['error'] } },
    reason: 'what is wrong stands under error too, where clients of the protocol look for it, and not only under detail',
  },
  {
    name: 'V2: browsers',
    cases: /(^headers: CORS|: (HEAD|OPTIONS)) /,
    recorded: [404, 405],
    instead: { status: [200, 404] },
    reason: 'pages of any origin may call, and HEAD asks what GET does, as on all paths',
  },
  {
    name: 'V2: /v2/ is /v2',
    cases: /^(server-meta|model-meta|docs|repository): .*\/$/,
    recorded: [307],
    instead: { status: [200, 404, 405, 422] },
    reason: 'a slash at the end is no reason for another round trip',
  },
  {
    name: 'V2: paths and methods that are not there',
    cases: /^(docs|model-meta|repository|server-meta|infer-errors): /,
    recorded: [404, 405],
    instead: { status: [404, 405], says: /not found|not allowed/i },
    reason: 'the body says what to use instead',
  },
  {
    name: 'V2: who answers',
    cases: /^server-meta: (GET|metadata)|^grpc: ServerMetadata/,
    recorded: [200, 'OK'],
    instead: { status: [200, 'OK'], says: /"name":"radiant"/ },
    reason: 'the server gives its own name, version and extensions',
  },
  {
    name: 'V2: versions of a model',
    cases: /^(model-meta: metadata|grpc: ModelMetadata) /,
    recorded: [200, 'OK'],
    instead: { status: [200, 'OK'], sameBut: { without: ['versions', 'platform', 'inputs', 'outputs'] } },
    reason: 'versions are those that can be asked for, as the protocol says, unless the settings name others; platform, inputs and outputs are told from the artefact where the settings say nothing',
  },
  {
    name: 'V2: several inputs are columns',
    cases: /^infer-basic: |^content-types: |^infer-errors: body: |^grpc: no inputs$/,
    recorded: [400, 'INVALID_ARGUMENT'],
    instead: { status: [200, 400, 'INVALID_ARGUMENT'] },
    reason: 'inputs of shape [n] or [n, 1] are the columns of one table, for every model; what is no table is told with its shapes',
  },
  {
    name: 'V2: outputs of a model',
    cases: /^(infer-errors|infer-basic|content-types|grpc): .*(output|predict_proba|transform)/,
    recorded: [400, 'INVALID_ARGUMENT'],
    instead: { status: [400, 'INVALID_ARGUMENT'] },
    reason: 'every method of a native model can be asked for as an output; an unknown one is told which there are',
  },
  {
    name: 'V2: requested outputs only',
    cases: /^content-types: re-encode/,
    instead: { status: [200], says: /"outputs":\[\{"name":"a"/ },
    reason: 'who asks for outputs by name gets these, not all that the model gave',
  },
  {
    name: 'V2: dates stay texts',
    cases: /^content-types: (re-encode )?datetime/,
    recorded: [200],
    instead: { status: [200], says: /2021-08-24T15:01:19/ },
    reason: 'dates are given as ISO texts with their content type: TypeScript and Python read them themselves',
  },
  {
    name: 'V2: content types for all inputs',
    cases: /^content-types: request /,
    instead: { status: [200] },
    reason: 'a content type of the whole request holds for each input that has none; the recorded runtime\'s view of it is Python\'s',
  },
  {
    name: 'V2: data is a flat list',
    cases: /^datatypes-echo: (?!data bare)/,
    recorded: [200],
    instead: { status: [200], sameBut: { flatData: true } },
    reason: 'answers have flat lists, however the request wrote its data',
  },
  {
    name: 'V2: a bare text is one element',
    cases: /^datatypes-echo: data bare string$/,
    instead: { status: [200], says: /"shape":\[1\].*"abc"/ },
    reason: 'its shape is [1], whatever the request said',
  },
  {
    name: 'V2: models that answer',
    cases: /^(infer-basic|content-types|grpc): (kmeans|iris|linreg|scaler|pandas|noversion|probamodel|batched)/,
    recorded: [500, 'INTERNAL'],
    instead: { status: [200, 'OK'], says: /"outputs":\[\{/ },
    reason: 'a model takes numbers of every type, whatever it was fitted with, and a transformer answers with transform where no output was named',
  },
  {
    name: 'V2: streams of several processes',
    cases: /^parallel-errors: stream/,
    instead: { status: [200], says: /"a".*"b"/ },
    reason: 'a stream is whole, however many processes there are',
  },
  {
    name: 'V2: wrong input is the caller\'s mistake',
    cases: /^(?!.*(runtime raises|ModelReady))(content-types|datatypes-echo|infer-basic|infer-errors|parallel-errors|grpc): /,
    recorded: [200, 500, 'INTERNAL', 'OK'],
    instead: { status: [400, 'INVALID_ARGUMENT'] },
    reason: 'wrong shapes, values that a datatype or content type cannot hold, missing columns and null are 400 with the field named, not 500',
  },
  {
    name: 'V2: streams that never begin',
    cases: /^streaming: /,
    recorded: [200],
    instead: { status: [400, 404, 418, 500, 503], says: /\{"error":"[^"]/ },
    reason: 'a stream that fails before its first event has the status of what is wrong',
  },
  {
    name: 'V2: values are of their datatype',
    cases: /^datatypes-echo: /,
    recorded: [200],
    instead: { status: [200], sameBut: { without: ['data', 'shape'] } },
    reason: 'what was written as another kind of JSON, such as "1", true or 1.5 for INT8, is converted as numpy does, -1 in a shape becomes the size that fits, and both are answered so',
  },
  {
    name: 'V2: gRPC status codes',
    cases: /^grpc: (ModelReady |runtime raises (?!nan))/,
    recorded: ['INTERNAL', 'UNKNOWN'],
    instead: { status: ['NOT_FOUND', 'UNKNOWN', 'INVALID_ARGUMENT', 'UNAVAILABLE'] },
    reason: 'a model that is not there is NOT_FOUND for every method; an exception of user code is UNKNOWN, as with Seldon, unless it chose a status, whose code it has then',
  },
  {
    name: 'V2: NaN',
    cases: /^grpc: runtime raises nan$/,
    instead: { status: ['OK'] },
    reason: 'NaN and infinities are numbers like others over gRPC, and null in JSON',
  },
  {
    name: 'V2: one stream, several requests',
    cases: /^grpc: stream two requests$/,
    instead: { status: ['OK'], says: /s2/ },
    reason: 'every request of a stream is answered, under its own id and by the model that it names',
  },
  {
    name: 'V2: order and state of the index',
    cases: /^(repository: index|grpc: (old )?(ModelRepositoryService index|RepositoryIndex))/,
    recorded: [200, 'OK'],
    instead: { status: [200, 'OK'], sameBut: { unordered: true, text: (json) => json.replaceAll('State.', '') } },
    reason: 'models are in the order of their names, the state is READY over gRPC too',
  },
  {
    name: 'V2: streams that break',
    cases: /^streaming: .*breaks/,
    instead: {
      status: [200],
      says: /\{"error":"[^"]/,
      sameBut: { text: (json) => json.replace(/,\{"error":[^}]*\}/, '') },
    },
    reason: 'a stream that breaks ends with an event of the name error, and not in the middle of a chunk',
  },
  {
    name: 'V2: errors of user code',
    cases: /^(infer-errors|parallel-errors): runtime raises(?!.*nan)/,
    instead: { status: [400, 418, 500, 503], says: /"error":"(custom message|i am a teapot|bad inference|plain exception|busy|a plain value error)"/ },
    reason: 'the message is what the code said, always as JSON and without the name of a Python class',
  },
  {
    name: 'V2: the version is always told',
    cases: /^(infer-errors|parallel-errors): runtime raises.*nan$/,
    instead: { status: [200], sameBut: { without: ['model_version'] } },
    reason: 'answers name the version of the model, also where a runtime forgot it',
  },
  {
    name: 'V2: batches are counted in rows',
    cases: /^batching: max_batch_size counts/,
    instead: { status: [200], says: /"name":"batch",[^}]*\},"data":\[3,3,3\]/ },
    reason: 'max_batch_size is what one array may hold, so rows count and not requests',
  },
  {
    name: 'V2: nobody pays for a neighbour',
    cases: /^batching: one bad request/,
    instead: { status: [200, 400] },
    reason: 'a bad request of a batch is told what is wrong with it, and the others are answered',
  },
  {
    name: 'V2: parameters are one caller\'s',
    cases: /^batching: request parameters/,
    instead: { status: [200], says: /"name":"batch",[^}]*\},"data":\[1\]/ },
    reason: 'requests with parameters are computed alone, so that no caller is answered by the parameters of another',
  },
  {
    name: 'V2: answers kept belong to one model',
    cases: /^cache: /,
    instead: { status: [200], sameBut: { without: ['model_name'] } },
    reason: 'a model that is asked what another was asked answers itself',
  },
  {
    name: 'V2: not ready is 503',
    cases: /^not-ready: /,
    instead: { status: [503] },
    reason: 'what may work later is no mistake of the caller; load balancers know 503',
  },
  {
    name: 'V2: pages of documentation',
    cases: /^docs: GET \/v2\/(?!models\/nosuch)/,
    instead: { status: [200] },
    reason: 'the page and the document are our own, and need no other site',
  },
  {
    name: 'V2: documentation elsewhere',
    cases: /^docs: GET \/(?!v2\/)/,
    instead: { status: [404], says: /api\/v1\.0\/doc/ },
    reason: 'what is not there says where the documentation is',
  },
  {
    name: 'V2: metrics of doors',
    cases: /^metrics: (rest|grpc)_server_|^metrics: (parallel|batch)_request_queue/,
    instead: { status: [200], says: /radiant_requests_total\{.*radiant_request_seconds_bucket\{/s },
    reason: 'requests are counted under names of our own that tell protocol and status, for every protocol and not V2 alone',
  },
  {
    name: 'V2: metrics say no time of birth',
    cases: /^metrics: .*_created$/,
    instead: { status: [200] },
    reason: 'the page is Prometheus text 0.0.4, which has no place for them',
  },
  {
    name: 'V2: duration by its parts',
    cases: /^metrics: model_infer_request_duration$/,
    instead: { status: [200], says: /model_infer_request_duration_sum\{.*model_infer_request_duration_count\{/s },
    reason: 'the sum and the number of predictions are counters, without a summary around them',
  },
  {
    name: 'V2: paths of a runtime\'s own',
    cases: /^custom-handler: /,
    instead: { status: [404] },
    reason: 'a class adds no paths to its server: every path is one of a protocol, so that graphs, ingress and metrics know it',
  },
];

/** Lists where an answer fails the better behaviour that a difference promises; empty when it holds. */
export function checkInstead({ status, says }: Instead, answer: V2Answer): readonly string[] {
  const problems: string[] = [];
  if (!status.includes(answer.status)) problems.push(`status: want ${status.join(' or ')} got ${answer.status}`);
  const text = JSON.stringify(answer.body);
  if (says !== undefined && !says.test(text)) problems.push(`${text.slice(0, 300)} does not match ${says}`);
  return problems;
}
