import {
  decodeTensorflow,
  describeSignature,
  encodeMetadata,
  encodeStatus,
  encodeTensorflow,
  encodeTensorflowError,
  type ModelWish,
  ONLY_VERSION,
  parseTensorflowPath,
  signatureNames,
  TENSORFLOW_PREFIX,
  type TensorflowMethod,
} from '../../protocols/tensorflow/index.ts';
import type { Endpoint, FindEndpoint } from '../rest/endpoint.ts';
import { type Exchange, JSON_TYPE } from '../rest/exchange.ts';
import { pathOf } from '../rest/split-url.ts';
import { TENSORFLOW_JSON } from './codecs/tensorflow-json.ts';
import { resolveModelName } from './named-model.ts';
import { questionEndpoint } from './node-endpoints.ts';
import { assertOnlyVersion } from './only-version.ts';
import type { Predictor } from './predictor.ts';
import { runRest } from './run-rest.ts';
import { messageOfExamples, outcomeOf } from './tensorflow-examples.ts';

/** The finder of the paths of TensorFlow Serving over a graph. */
export function tensorflowEndpoints(predictor: Predictor): { readonly find: FindEndpoint } {
  const calls: Readonly<Record<TensorflowMethod, Endpoint>> = {
    classify: callEndpoint((exchange) => callWithExamples(exchange, predictor, 'classify')),
    predict: callEndpoint((exchange) => callPredict(exchange, predictor)),
    regress: callEndpoint((exchange) => callWithExamples(exchange, predictor, 'regress')),
  };
  const status = withErrors(questionEndpoint(predictor, 'healthStatus', nodeOf, answerStatus));
  const metadata = withErrors(questionEndpoint(predictor, 'metadata', nodeOf, answerMetadata));
  return {
    find(path) {
      if (!path.startsWith(TENSORFLOW_PREFIX)) return undefined;
      const route = parseTensorflowPath(path);
      if (route?.kind === 'call') return calls[route.method];
      if (route?.kind === 'status') return status;
      return route?.kind === 'metadata' ? metadata : undefined;
    },
  };
}

function callEndpoint(handle: (exchange: Exchange) => void): Endpoint {
  return withErrors({ get: false, post: true, label: 'predict', readsBody: true, handle });
}

function callPredict(exchange: Exchange, predictor: Predictor): void {
  const { graph } = predictor;
  runRest(
    exchange,
    predictor,
    TENSORFLOW_JSON,
    (message, run) => graph.predict(message, run),
    modelOf(exchange, predictor),
  );
}

function callWithExamples(exchange: Exchange, predictor: Predictor, method: TensorflowMethod): void {
  const model = modelOf(exchange, predictor);
  const request = decodeTensorflow(method, exchange.body);
  const examples = messageOfExamples(predictor, method, request, TENSORFLOW_JSON);
  runRest(
    exchange,
    predictor,
    TENSORFLOW_JSON,
    (_message, run) => predictor.graph.predict(examples, run),
    model,
    (answer) => encodeTensorflow(method, request, outcomeOf(answer)),
  );
}

/** What nodes are told of the model that the path names. */
function modelOf(exchange: Exchange, predictor: Predictor): string | undefined {
  const { name, version, label } = wishOf(pathOf(exchange.req.url ?? '/'));
  assertOnlyVersion(version, label);
  return resolveModelName(predictor, name);
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

function answerMetadata(exchange: Exchange, predictor: Predictor, name: string): void {
  const service = predictor.services.get(name);
  const signatures = signatureNames(service?.component.info.outputs);
  const model = { name, version: ONLY_VERSION };
  exchange.answer(200, JSON_TYPE, encodeMetadata(model, signatures, describeSignature(service?.metadata)));
}

function nodeOf(path: string): string {
  const { name = '', version, label } = wishOf(path);
  assertOnlyVersion(version, label);
  return name;
}

function wishOf(path: string): ModelWish {
  const route = parseTensorflowPath(path);
  return route !== undefined && 'model' in route ? route.model : { name: undefined };
}
