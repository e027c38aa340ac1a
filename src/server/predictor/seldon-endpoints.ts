import { formatJson } from '../../payload/index.ts';
import { decodeSegment } from '../decode-segment.ts';
import type { Endpoint, FindEndpoint } from '../rest/endpoint.ts';
import { type Exchange, JSON_TYPE } from '../rest/exchange.ts';
import { SELDON_JSON } from './codecs/seldon-json.ts';
import { gatherGraphMetadata } from './graph-metadata.ts';
import { nodeEndpoint } from './node-endpoints.ts';
import type { Predictor } from './predictor.ts';
import { RestRun } from './rest-run.ts';
import { runRest, type Start } from './run-rest.ts';

const NODE_PATH = /^\/api\/v(?:1\.0|0\.1)\/(status|metadata)\/([^/]+)$/;

/** The paths of Seldon's protocol, and the finder of those with a node's name. */
export function seldonEndpoints(predictor: Predictor): {
  readonly endpoints: ReadonlyMap<string, Endpoint>;
  readonly find: FindEndpoint;
} {
  const { graph } = predictor;
  const predict = graphEndpoint(predictor, 'predict', (message, run) => graph.predict(message, run));
  const feedback = graphEndpoint(predictor, 'sendFeedback', (message, run) => graph.feedback(message, run));
  const endpoints = new Map<string, Endpoint>([
    ['/api/v0.1/feedback', feedback],
    ['/api/v0.1/predictions', predict],
    ['/api/v1.0/feedback', feedback],
    ['/api/v1.0/metadata', metadataEndpoint(predictor)],
    ['/api/v1.0/predictions', predict],
  ]);
  const status = nodeEndpoint(predictor, 'healthStatus', nodeOf);
  const metadata = nodeEndpoint(predictor, 'metadata', nodeOf);
  const find: FindEndpoint = (path) => {
    const match = NODE_PATH.exec(path);
    if (match === null) return undefined;
    return match[1] === 'status' ? status : metadata;
  };
  return { endpoints, find };
}

function graphEndpoint(predictor: Predictor, label: 'predict' | 'sendFeedback', start: Start): Endpoint {
  return {
    get: false,
    post: true,
    label,
    readsBody: true,
    handle: (exchange) => runRest(exchange, predictor, SELDON_JSON, start),
  };
}

function metadataEndpoint(predictor: Predictor): Endpoint {
  return {
    get: true,
    post: false,
    label: 'metadata',
    readsBody: false,
    handle: (exchange) => describe(exchange, predictor),
  };
}

function describe(exchange: Exchange, predictor: Predictor): void {
  const run = new RestRun(exchange, SELDON_JSON, predictor.runs);
  exchange.watchClient();
  run.time
    .limit(gatherGraphMetadata(predictor, run))
    .then(({ name, models, inputs, outputs }) => {
      exchange.answer(200, JSON_TYPE, formatJson({ name, models, graphinputs: inputs, graphoutputs: outputs }));
    })
    .catch((thrown) => exchange.fail(thrown));
}

function nodeOf(path: string): string {
  return decodeSegment(NODE_PATH.exec(path)?.[2] ?? '');
}
