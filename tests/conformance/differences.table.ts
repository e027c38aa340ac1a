import type { Difference } from './differences.ts';

/**
 * Where Radiant answers better than what was recorded, the first that fits a case counts.
 * docs/reference/compatibility.md has the same rows; a test holds the two together.
 */
export const DIFFERENCES: readonly Difference[] = [
  {
    name: 'doc page on the microservice',
    cases: { id: /\/path\/\w+\/api\/v1\.0\/doc\/?$/ },
    instead: { status: [200, 308, 405] },
    reason: 'the page that older descriptions of Seldon promise is there, and /api/v1.0/doc leads to it',
  },
  {
    name: 'unknown paths and methods',
    cases: { tag: 'quirk:404-405-as-500' },
    instead: { status: [404, 405] },
    reason: 'an unknown path is 404 and a wrong method 405 with Allow, not 500 with that number in its text',
  },
  {
    name: 'tftensor without TensorFlow',
    cases: { id: /^(Echo|Describe)Model\/(grpc\/)?predict\/tftensor/ },
    instead: { status: [200, 400], code: [0, 3] },
    reason: 'tftensor needs no TensorFlow here; a broken one is 400 and not 500',
  },
  {
    name: 'malformed tftensor',
    cases: { id: /^tf-\w+\/\w[\w-]*\/bad/ },
    instead: { status: [400], says: /data\.tftensor/ },
    reason: 'a TensorProto with an unknown field or dtype is 400 naming it, not 500',
  },
  {
    name: 'names that are null',
    cases: { id: /\/predict\/nd-names-empty/ },
    instead: { status: [200] },
    reason: 'names: null counts as no names, not as a fault of the server',
  },
  {
    name: 'data that is no object',
    cases: { id: /\/predict\/data-str/ },
    instead: { status: [400], says: /data must be an object/ },
    reason: 'a text in place of data is 400, not an empty array or 500',
  },
  {
    name: 'malformed input',
    cases: { tag: 'quirk:bad-input-as-500' },
    instead: { status: [400], says: /MICROSERVICE_BAD_DATA/ },
    reason: "the caller's mistake is 400 with a message that names the field, not 500 with a Python exception",
  },
  {
    name: 'valid JSON for NaN and Infinity',
    cases: { tag: 'quirk:nan-token' },
    instead: { sameButValidJson: true },
    reason: 'JSON is always valid: NaN is null and the infinities are 1e999 in lists, and the texts of protobuf JSON in tensor.values',
  },
  {
    name: 'gRPC: GraphMetadata',
    cases: { id: /\/grpc\/graphmetadata/ },
    instead: { code: [12] },
    reason: 'what a single component cannot tell is UNIMPLEMENTED and not UNKNOWN',
  },
  {
    name: 'gRPC: status codes with details',
    cases: { tag: 'quirk:grpc-unknown' },
    instead: { code: [3, 9, 14], says: /./ },
    reason: "the caller's mistake is INVALID_ARGUMENT, an error with an HTTP status of its own keeps its meaning, and the details are never empty",
  },
  {
    name: 'combiner without messages',
    cases: { id: /\/aggregate\/empty/ },
    instead: { status: [400], code: [3], says: /message/ },
    reason: 'an empty list is 400 before the class is called, not an index error after it',
  },
  {
    name: 'combiner given something else',
    cases: { id: /^MeanCombiner\/aggregate\/nums/ },
    instead: { status: [400], says: /Invalid request data type/ },
    reason: 'a number in place of the messages is 400, not 500',
  },
  {
    name: 'feedback that is a list',
    cases: { id: /\/feedback\/list/ },
    instead: { status: [400], says: /Feedback must be an object/ },
    reason: 'a list is no feedback: Seldon took an empty one as empty feedback and failed on others',
  },
  {
    name: 'JSON without the envelope',
    cases: { id: /\/(body|form)\/(form-)?list/ },
    instead: { status: [200] },
    reason: 'a list of rows is taken as the data, and answered as a list',
  },
  {
    name: 'broken gzip bodies',
    cases: { id: /\/ctype\/gzip/ },
    instead: { status: [400], says: /gzip/ },
    reason: 'compressed bodies are read; one that says gzip and is none is told so',
  },
  {
    name: 'OUTPUT_TRANSFORMER on the command line',
    cases: { id: /^cli\/type-bad-OUTPUT_TRANSFORMER/ },
    instead: { started: true },
    reason: "the service type of Seldon's own graphs can be given on the command line too",
  },
];
