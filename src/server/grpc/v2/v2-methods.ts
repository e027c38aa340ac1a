import type { RequestMethod } from '../../../observe/index.ts';
import {
  decodeIndexRequest,
  decodeInferGrpc,
  decodeModelName,
  decodeNamedModel,
  describeServer,
  encodeFlagGrpc,
  encodeIndexGrpc,
  encodeInferGrpc,
  encodeModelMetadataGrpc,
  encodeServerMetadataGrpc,
  eventTrailers,
  responderOf,
  toObject,
  V2_GRPC_SERVICES,
  type V2GrpcMethod,
  type V2Responder,
} from '../../../protocols/v2/index.ts';
import type { DoorOptions } from '../../door.ts';
import type { ModelDirectory, ServedModel, VersionWish } from '../../models/index.ts';
import {
  describeServedModel,
  findReadyModel,
  type InferenceResult,
  readIdentity,
  runInference,
  serverNameOf,
} from '../../v2/index.ts';
import type { Method, UnaryMethod } from '../call/method.ts';
import { brokenMessage } from '../seldon/broken-message.ts';
import { countOn } from '../seldon/seldon-methods.ts';
import { streamInfer } from './stream-infer.ts';

type Handler = UnaryMethod['call'];

const LABELS: Readonly<Partial<Record<V2GrpcMethod, RequestMethod>>> = { infer: 'predict', modelMetadata: 'metadata' };
const EMPTY = new Uint8Array(0);

/** The methods of the Open Inference Protocol. */
export function v2Methods(options: DoorOptions): readonly Method[] {
  const methods: Method[] = [];
  for (const [serviceName, byName] of Object.entries(V2_GRPC_SERVICES)) {
    for (const [name, method] of Object.entries(byName)) {
      const path = `/${serviceName}/${name}`;
      methods.push(method === 'streamInfer' ? streamInfer(path, options) : unary(path, method, options));
    }
  }
  return methods;
}

function unary(path: string, method: Exclude<V2GrpcMethod, 'streamInfer'>, options: DoorOptions): UnaryMethod {
  const observer = options.service.metrics.requests(LABELS[method] ?? 'other', 'grpc');
  return { kind: 'unary', path, call: handlerOf(method, options.models), ended: countOn(observer) };
}

function handlerOf(method: Exclude<V2GrpcMethod, 'streamInfer'>, models: ModelDirectory): Handler {
  switch (method) {
    case 'infer':
      return infer(models);
    case 'serverLive':
      return () => encodeFlagGrpc(true);
    case 'serverReady':
      return () => encodeFlagGrpc(models.isAllReady());
    case 'serverMetadata':
      return () => encodeServerMetadataGrpc(describeServer(readIdentity()));
    case 'modelReady':
      return (message) => {
        const { name, version } = brokenMessage(() => decodeNamedModel(message));
        return encodeFlagGrpc(models.isReady(name, wish(version)));
      };
    case 'modelMetadata':
      return (message) => {
        const { name, version } = brokenMessage(() => decodeNamedModel(message));
        const describe = (model: ServedModel): Uint8Array =>
          encodeModelMetadataGrpc(describeServedModel(models, model));
        const found = models.find(name === '' ? undefined : name, wish(version));
        return found instanceof Promise ? found.then(describe) : describe(found);
      };
    case 'index':
      return (message) => {
        const isReadyOnly = brokenMessage(() => decodeIndexRequest(message));
        return encodeIndexGrpc(models.list().filter(({ state }) => !isReadyOnly || state === 'READY'));
      };
    case 'load':
      return (message) => models.load(brokenMessage(() => decodeModelName(message))).then(() => EMPTY);
    case 'unload':
      return (message) => models.unload(brokenMessage(() => decodeModelName(message))).then(() => EMPTY);
  }
}

/** Nothing is awaited when the model is there and answers at once. */
function infer(models: ModelDirectory): Handler {
  const responders = new WeakMap<ServedModel, V2Responder>();
  return (message, context) => {
    const request = brokenMessage(() => decodeInferGrpc(message));
    const found = findReadyModel(models, request.model === '' ? undefined : request.model, request.version);
    const finish = (model: ServedModel, { outputs, beside }: InferenceResult): Uint8Array => {
      let responder = responders.get(model);
      if (responder === undefined) {
        responder = responderOf(model.name, model.version, serverNameOf(model.service));
        responders.set(model, responder);
      }
      const events = eventTrailers(responder, request.id);
      context.answerTrailers = beside.headers === undefined ? events : { ...toObject(beside.headers, true), ...events };
      return encodeInferGrpc(request, model.name, model.version, outputs, beside.parameters);
    };
    const run = (model: ServedModel): Uint8Array | Promise<Uint8Array> => {
      const result = runInference(model, request, context);
      return result instanceof Promise ? result.then((done) => finish(model, done)) : finish(model, result);
    };
    return found instanceof Promise ? found.then(run) : run(found);
  };
}

function wish(version: string): VersionWish | undefined {
  return version === '' ? undefined : { version };
}
