import { formatJson } from '../../payload/index.ts';
import { encodeStatus, encodeTensorflowError, ONLY_VERSION } from '../../protocols/tensorflow/index.ts';
import type { Endpoint, FindEndpoint } from '../rest/endpoint.ts';
import { type Exchange, JSON_TYPE } from '../rest/exchange.ts';
import { pathOf } from '../rest/split-url.ts';
import { TENSORFLOW_JSON } from './codecs/tensorflow-json.ts';
import { decodeSegment, resolveModelName } from './named-model.ts';
import { questionEndpoint } from './node-endpoints.ts';
import type { Predictor } from './predictor.ts';
import { runRest } from './run-rest.ts';

const PREDICT = /^\/v1\/models(?:\/([^/:]+))?\/?:predict$/;
const QUESTION = /^\/v1\/models\/([^/:]+)(\/metadata)?$/;

/** The finder of the paths of TensorFlow Serving over a graph. */
export function tensorflowEndpoints(predictor: Predictor): { readonly find: FindEndpoint } {
  const predict = predictEndpoint(predictor);
  const status = withErrors(questionEndpoint(predictor, 'healthStatus', nodeOf, answerStatus));
  const metadata = withErrors(questionEndpoint(predictor, 'metadata', nodeOf, answerMetadata));
  return {
    find(path) {
      if (PREDICT.test(path)) return predict;
      const match = QUESTION.exec(path);
      if (match === null) return undefined;
      return match[2] === undefined ? status : metadata;
    },
  };
}

function predictEndpoint(predictor: Predictor): Endpoint {
  const { graph } = predictor;
  return withErrors({
    get: false,
    post: true,
    label: 'predict',
    readsBody: true,
    handle(exchange) {
      const name = PREDICT.exec(pathOf(exchange.req.url ?? '/'))?.[1];
      const model = resolveModelName(predictor, name === undefined ? undefined : decodeSegment(name));
      runRest(exchange, predictor, TENSORFLOW_JSON, (message, run) => graph.predict(message, run), model);
    },
  });
}

function withErrors(endpoint: Endpoint): Endpoint {
  return { ...endpoint, encodeError: encodeTensorflowError };
}

function answerStatus(exchange: Exchange, predictor: Predictor, name: string): void {
  const isReady = predictor.services.get(name)?.isReady() === true;
  const state = isReady ? 'AVAILABLE' : 'LOADING';
  exchange.answer(
    200,
    JSON_TYPE,
    encodeStatus([{ version: ONLY_VERSION, state, message: isReady ? '' : 'not ready' }], name),
  );
}

/** A node's own words: graphs have no signatures. */
function answerMetadata(exchange: Exchange, predictor: Predictor, name: string): void {
  const metadata = predictor.services.get(name)?.metadata ?? {};
  const spec = { name, signature_name: '', version: ONLY_VERSION };
  exchange.answer(200, JSON_TYPE, formatJson({ model_spec: spec, metadata }));
}

function nodeOf(path: string): string {
  return decodeSegment(QUESTION.exec(path)?.[1] ?? '');
}
