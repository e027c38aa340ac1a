import { formatJson } from '../../payload/index.ts';
import {
  describeModel,
  describeServer,
  encodeErrorRest,
  modelMetadataToJson,
  parseRoute,
} from '../../protocols/v2/index.ts';
import type { Endpoint, FindEndpoint } from '../rest/endpoint.ts';
import { type Exchange, JSON_TYPE } from '../rest/exchange.ts';
import { pathOf } from '../rest/split-url.ts';
import { readIdentity } from '../v2/index.ts';
import { V2_JSON } from './codecs/v2-json.ts';
import { describeNamed } from './describe-named.ts';
import { resolveModelName } from './named-model.ts';
import { questionEndpoint } from './node-endpoints.ts';
import { assertOnlyVersion } from './only-version.ts';
import type { Predictor } from './predictor.ts';
import { RestRun } from './rest-run.ts';
import { runRest } from './run-rest.ts';
import { answerReady } from './shared-endpoints.ts';

const TEXT = 'text/plain; charset=utf-8';
const DOCS = `<!doctype html>
<meta http-equiv="refresh" content="0; url=../../api/v1.0/doc/">
<a href="../../api/v1.0/doc/">The paths of this server</a>
`;

/** The paths of the Open Inference Protocol over a graph, and the finder of those with a model's name. */
export function v2Endpoints(predictor: Predictor): {
  readonly endpoints: ReadonlyMap<string, Endpoint>;
  readonly find: FindEndpoint;
} {
  const page = (handle: (exchange: Exchange) => void): Endpoint => ({
    get: true,
    post: false,
    label: 'other',
    readsBody: false,
    encodeError: encodeErrorRest,
    handle,
  });
  const infer = inferEndpoint(predictor);
  const ready = orWhole(questionEndpoint(predictor, 'healthStatus', nodeOf, answerReadiness), predictor, answerReady);
  const metadata = orWhole(questionEndpoint(predictor, 'metadata', nodeOf, answerMetadata), predictor, describeWhole);
  const find: FindEndpoint = (path) => {
    if (!path.startsWith('/v2/models/')) return undefined;
    const target = parseRoute(path)?.target;
    if (target === 'infer') return path.endsWith('/infer') ? infer : undefined;
    if (target === 'ready') return ready;
    return target === 'metadata' ? metadata : undefined;
  };
  const endpoints = new Map<string, Endpoint>([
    ['/v2', page((exchange) => exchange.answer(200, JSON_TYPE, formatJson(describeServer(readIdentity()))))],
    ['/v2/docs/', page((exchange) => exchange.answer(200, 'text/html; charset=utf-8', DOCS))],
    ['/v2/health/live', page((exchange) => exchange.answer(200, TEXT, ''))],
    ['/v2/health/ready', page((exchange) => answerReady(exchange, predictor))],
    ['/v2/models/infer', infer],
  ]);
  return { endpoints, find };
}

/** The name of the predictor or its deployment stands for the whole graph, here as where it is asked to infer. */
function orWhole(
  aboutNode: Endpoint,
  predictor: Predictor,
  whole: (exchange: Exchange, predictor: Predictor) => void,
): Endpoint {
  return {
    ...aboutNode,
    encodeError: encodeErrorRest,
    handle(exchange) {
      const name = nodeOf(pathOf(exchange.req.url ?? '/'));
      const isNode = predictor.graph.nodes.has(name);
      if (isNode || resolveModelName(predictor, name) !== undefined) aboutNode.handle(exchange);
      else whole(exchange, predictor);
    },
  };
}

function describeWhole(exchange: Exchange, predictor: Predictor): void {
  const run = new RestRun(exchange, V2_JSON, predictor.runs);
  const name = nodeOf(pathOf(exchange.req.url ?? '/'));
  exchange.watchClient();
  run.time
    .limit(describeNamed(predictor, name, run))
    .then(({ metadata }) => {
      exchange.answer(200, JSON_TYPE, formatJson(modelMetadataToJson(describeModel(name, [], metadata, undefined))));
    })
    .catch((thrown) => exchange.fail(thrown));
}

function inferEndpoint(predictor: Predictor): Endpoint {
  const { graph } = predictor;
  return {
    get: false,
    post: true,
    label: 'predict',
    readsBody: true,
    encodeError: encodeErrorRest,
    handle(exchange) {
      const path = pathOf(exchange.req.url ?? '/');
      const name = path === '/v2/models/infer' ? undefined : nodeOf(path);
      runRest(
        exchange,
        predictor,
        V2_JSON,
        (message, run) => graph.predict(message, run),
        resolveModelName(predictor, name),
      );
    },
  };
}

function answerReadiness(exchange: Exchange, predictor: Predictor, name: string): void {
  exchange.answer(predictor.services.get(name)?.isReady() === true ? 200 : 503, TEXT, '');
}

function answerMetadata(exchange: Exchange, predictor: Predictor, name: string): void {
  const service = predictor.services.get(name);
  const described = describeModel(name, [], service?.metadata, service?.component.info.outputs);
  exchange.answer(200, JSON_TYPE, formatJson(modelMetadataToJson(described)));
}

function nodeOf(path: string): string {
  const route = parseRoute(path);
  assertOnlyVersion(route?.version, undefined);
  return route?.model ?? '';
}
