import { RadiantError } from '../../../base/index.ts';
import type { Outcome } from '../../../payload/index.ts';
import {
  DEFAULT_OUTPUT,
  decodeMetadataRequest,
  decodeStatusRequest,
  decodeTensorflowGrpc,
  describeSignature,
  encodeMetadataGrpc,
  encodeStatusGrpc,
  encodeTensorflowGrpc,
  signatureNames,
  type TensorflowGrpcRequest,
  type TensorflowMethod,
  versionText,
} from '../../../protocols/tensorflow/index.ts';
import type { DoorOptions } from '../../door.ts';
import { findNumberedModel, listVersions, type ModelDirectory, type ServedModel } from '../../models/index.ts';
import { runMethod } from '../../tensorflow/index.ts';
import type { CallContext, UnaryMethod } from '../call/method.ts';
import { brokenMessage } from '../seldon/broken-message.ts';
import { countOn } from '../seldon/seldon-methods.ts';

type Handler = UnaryMethod['call'];

const PREDICTION = '/tensorflow.serving.PredictionService/';
const MODEL = '/tensorflow.serving.ModelService/';

/** The methods of TensorFlow Serving's services, over the models of the server. */
export function tensorflowMethods({ models, service }: DoorOptions): readonly UnaryMethod[] {
  const { metrics } = service;
  const method = (path: string, label: 'predict' | 'metadata' | 'other', call: Handler): UnaryMethod => ({
    kind: 'unary',
    path,
    call,
    ended: countOn(metrics.requests(label, 'grpc')),
  });
  return [
    method(`${PREDICTION}Predict`, 'predict', calling(models, 'predict')),
    method(`${PREDICTION}Classify`, 'predict', calling(models, 'classify')),
    method(`${PREDICTION}Regress`, 'predict', calling(models, 'regress')),
    method(`${PREDICTION}GetModelMetadata`, 'metadata', describing(models)),
    method(
      `${PREDICTION}MultiInference`,
      'other',
      refusing('MultiInference is not available: call Classify and Regress one by one'),
    ),
    method(`${MODEL}GetModelStatus`, 'other', telling(models)),
    method(
      `${MODEL}HandleReloadConfigRequest`,
      'other',
      refusing(
        'models are not changed by a configuration here: start with --repository, and load and unload models in the V2 protocol',
      ),
    ),
  ];
}

function calling(models: ModelDirectory, method: TensorflowMethod): Handler {
  return (message, context) => {
    const request = brokenMessage(() => decodeTensorflowGrpc(method, message));
    const found = findNumberedModel(models, request.model.name, request.model);
    return found instanceof Promise
      ? found.then((model) => call(model, method, request, context))
      : call(found, method, request, context);
  };
}

function call(
  model: ServedModel,
  method: TensorflowMethod,
  request: TensorflowGrpcRequest,
  context: CallContext,
): Uint8Array | Promise<Uint8Array> {
  const { outputs = [] } = model.service.component.info;
  const { outputFilter } = request;
  // A model that has the wanted outputs is asked for them alone.
  const wanted =
    outputFilter.length > 0 && outputFilter.every((name) => outputs.includes(name)) ? outputFilter : undefined;
  const outcome = runMethod(model, method, request, context, wanted);
  const finish = (done: Outcome): Uint8Array => encodeTensorflowGrpc(method, request, done, toAnswering(model, wanted));
  return outcome instanceof Promise ? outcome.then(finish) : finish(outcome);
}

/** A single answer is called what was asked for, or what the model's own description calls it. */
function toAnswering({ name, version, service }: ServedModel, wanted: readonly string[] | undefined) {
  const [output] = describeSignature(service.metadata).outputs;
  return { name, version: versionText(version), outputName: wanted?.[0] ?? output?.name ?? DEFAULT_OUTPUT };
}

function describing(models: ModelDirectory): Handler {
  return (message) => {
    const wish = brokenMessage(() => decodeMetadataRequest(message));
    const found = findNumberedModel(models, wish.name, wish);
    return found instanceof Promise ? found.then(describe) : describe(found);
  };
}

function describe({ name, version, service }: ServedModel): Uint8Array {
  const names = signatureNames(service.component.info.outputs);
  return encodeMetadataGrpc({ name, version: versionText(version) }, names, describeSignature(service.metadata));
}

function telling(models: ModelDirectory): Handler {
  return (message) => {
    const wish = brokenMessage(() => decodeStatusRequest(message));
    if (wish.name === undefined) {
      throw new RadiantError('INVALID_ARGUMENT', 'GetModelStatusRequest: model_spec.name is missing', {
        reason: 'BAD_REQUEST',
      });
    }
    const versions = listVersions(models, wish.name, wish);
    return versions instanceof Promise ? versions.then(encodeStatusGrpc) : encodeStatusGrpc(versions);
  };
}

function refusing(message: string): Handler {
  return () => {
    throw new RadiantError('UNIMPLEMENTED', message, { reason: 'NOT_AVAILABLE' });
  };
}
