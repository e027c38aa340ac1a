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
    instead: { code: [3, 5, 9, 14], says: /./ },
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
    cases: { id: /\/feedback[/-]list/ },
    instead: { status: [400], says: /Feedback must be an object/ },
    reason: 'a list is no feedback: Seldon took an empty one as empty feedback and failed on others',
  },
  {
    name: 'JSON without the envelope',
    cases: { id: /\/(body|form)\/(form-)?list|single\/predict-list/ },
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
  {
    name: 'graph: every protocol',
    cases: { id: /^graph .*\/(get\/v2(\/health\/(live|ready))?|(get|post)\/api\/v1\.0\/(status\/m|feedback))$/ },
    instead: { status: [200] },
    reason: 'every predictor has the paths of all protocols, and V2 has those that its clients look for',
  },
  {
    name: 'graph: the name in the path',
    cases: { id: /^graph .*: v2-chain\/infer-named$/ },
    instead: { status: [200] },
    reason: 'the name of a node stands for the graph: each node is asked under its own name, not under that one',
  },
  {
    name: 'graph: malformed V2 and TensorFlow requests',
    cases: { id: /^graph .*: (v2-single\/infer-broken|tf-single\/predict-(empty|other))$/ },
    instead: { status: [400], says: /error/ },
    reason: "the caller's mistake is 400 in the form of its protocol, not 500 in another",
  },
  {
    name: 'graph: allowed methods',
    cases: { recorded: /OPTIONS,POST,GET,OPTIONS/ },
    instead: { sameBut: /^header access-control-allow-methods:/ },
    reason: 'the header names every method of a path once',
  },
  {
    name: 'graph: unknown paths',
    cases: { recorded: /404 page not found/ },
    instead: { status: [404], says: /404 Not Found/ },
    reason: 'the error of an unknown path is JSON like every other, and says where to look',
  },
  {
    name: 'graph: wrong methods',
    cases: { recorded: /^\{"status":405,/ },
    instead: { status: [405], says: /use one of/ },
    reason: 'a wrong method is told which are right, in Allow and in the body',
  },
  {
    name: 'graph: the doc page',
    cases: { id: /^graph .*\/doc\/api\/v1\.0\/doc(\/nope)?$/ },
    instead: { status: [308, 404] },
    reason: '/api/v1.0/doc leads to the page; what is not there is an unknown path',
  },
  {
    name: 'graph: probes',
    cases: { id: /^graph .*\/method\/(PUT|DELETE|PATCH)\/live$/ },
    instead: { status: [405] },
    reason: 'probes and the metrics page answer GET, HEAD and POST, not every method',
  },
  {
    name: 'graph: preflights',
    cases: { id: /^graph .*\/method\/OPTIONS\// },
    instead: { status: [200] },
    reason: "a browser's question names every method: what the path takes is said by the request itself",
  },
  {
    name: 'graph: unknown nodes',
    cases: { recorded: /Failed to find model/ },
    instead: { status: [404], code: [5], says: /Failed to find model/ },
    reason: 'a node that the graph has not is 404 and NOT_FOUND, and the message says which it has',
  },
  {
    name: 'graph: the error of a router',
    cases: { recorded: /Internal service call from executor failed/ },
    instead: { status: [400, 500], says: /MICROSERVICE_/ },
    reason: "a router's status, reason and message reach the caller as those of any node do",
  },
  {
    name: 'graph: built-in units with a type',
    cases: { id: /^graph .*: (ab-router-type|impl-typed-SIMPLE_(MODEL|ROUTER))\/predict$/ },
    instead: { status: [200] },
    reason: 'an implementation that comes with the graph works whether or not its type is written too',
  },
  {
    name: 'graph: nodes without an answer',
    cases: { recorded: /(dial tcp|: EOF|stopped after 10 redirects|connection reset)/ },
    instead: { status: [503], code: [14], says: /gives no answer/ },
    reason: 'a node that cannot be reached is 503, with a message that names the node and not its inner address',
  },
  {
    name: 'graph: answers that are no JSON',
    cases: { recorded: /"body":"(hello )?\\+u003c/ },
    instead: { status: [200, 502], says: /</ },
    reason: 'what a node answered is passed on as it is: nothing escapes <, > and & in it',
  },
  {
    name: 'graph: content types of nodes',
    cases: { id: /^graph .*: (fail-(201|noctype)\/predict|\w+-single\/get\/v2\/models\/m\/ready)$/ },
    instead: { sameBut: /^header content-type:/ },
    reason: "an error keeps the node's content type; a node that says none is taken to answer JSON",
  },
  {
    name: 'graph: images of nodes',
    cases: { id: /^graph here: metrics\/[014]-/ },
    instead: { sameBut: /^meta\.requestPath\.m/ },
    reason: 'a node in the process knows the image of its container: the recording was made without',
  },
  {
    name: 'graph: images with a port',
    cases: { id: /^graph .*: metrics\/7-metrics$/ },
    instead: { status: [200], says: /model_image="host:5000\/x",model_name="m1",model_version="2"/ },
    reason: "an image's version stands behind its last colon, also when its registry has a port",
  },
  {
    name: 'graph: malformed input',
    cases: { id: /^graph .*: single\/predict-ragged$/ },
    instead: { status: [400], says: /MICROSERVICE_BAD_DATA/ },
    reason: "the caller's mistake is 400 with a message that names the field, through a graph too",
  },
  {
    name: 'graph: the request log of parents',
    cases: { id: /^graph .*: log-nested\/predict$/ },
    instead: { sameBut: /^events(\.body)?: want 7 items got 5/ },
    reason: 'a node with children is logged once: what went in and what it answered, not twice',
  },
];
