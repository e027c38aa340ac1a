import { RadiantError } from '../../base/index.ts';
import { isRemote } from '../../graph/index.ts';
import type { RequestMethod } from '../../observe/index.ts';
import {
  decodeMetadataRequest,
  decodeStatusRequest,
  decodeTensorflowGrpc,
  encodeStatusGrpc,
  ONLY_VERSION,
} from '../../protocols/tensorflow/index.ts';
import type { CallContext, UnaryMethod } from '../grpc/call/method.ts';
import { brokenMessage } from '../grpc/seldon/broken-message.ts';
import { TENSORFLOW_PROTOBUF } from './codecs/tensorflow-protobuf.ts';
import { countGrpc } from './count-grpc.ts';
import { GrpcRun } from './grpc-run.ts';
import { resolveModelName } from './named-model.ts';
import { unknownNode } from './node-endpoints.ts';
import type { Predictor } from './predictor.ts';
import { runGrpc } from './run-grpc.ts';

/** The services of TensorFlow Serving that a graph has. */
export const TENSORFLOW_SERVICES: readonly string[] = [
  'tensorflow.serving.ModelService',
  'tensorflow.serving.PredictionService',
];

/** The methods of TensorFlow Serving over a graph. */
export function tensorflowPredictorMethods(predictor: Predictor): readonly UnaryMethod[] {
  const { graph } = predictor;
  const method = (path: string, label: RequestMethod, call: UnaryMethod['call']): UnaryMethod => ({
    kind: 'unary',
    path,
    call,
    ended: countGrpc(predictor, path, label),
  });
  return [
    method('/tensorflow.serving.ModelService/GetModelStatus', 'healthStatus', (message, context) =>
      ask(predictor, brokenMessage(() => decodeStatusRequest(message)).name ?? '', 'healthStatus', context),
    ),
    method('/tensorflow.serving.PredictionService/GetModelMetadata', 'metadata', (message, context) =>
      ask(predictor, brokenMessage(() => decodeMetadataRequest(message)).name ?? '', 'metadata', context),
    ),
    method('/tensorflow.serving.PredictionService/Predict', 'predict', (message, context) => {
      const { model } = brokenMessage(() => decodeTensorflowGrpc('predict', message));
      const name = resolveModelName(predictor, model.name);
      return runGrpc(message, context, predictor, TENSORFLOW_PROTOBUF, (one, run) => graph.predict(one, run), name);
    }),
  ];
}

/** Passes a question about one node on to it; a node in this process has a status, but no signatures to tell. */
async function ask(
  predictor: Predictor,
  name: string,
  question: 'metadata' | 'healthStatus',
  context: CallContext,
): Promise<Uint8Array> {
  const node = predictor.graph.nodes.get(name);
  if (node === undefined) throw unknownNode(predictor, name);
  if (isRemote(node) && node.protocol === 'tensorflow' && node.encodings.has('protobuf')) {
    const { headers, deadlineMs, signal, time } = new GrpcRun(context, TENSORFLOW_PROTOBUF, predictor.runs);
    const call = {
      verb: question,
      message: undefined,
      encoding: 'protobuf',
      headers,
      modelName: undefined,
      deadlineMs,
      signal,
    } as const;
    return (await time.limit(node.send(call))).bytes;
  }
  if (question === 'metadata') {
    throw new RadiantError('UNIMPLEMENTED', `node ${name} has no signatures: ask GET /v1/models/${name}/metadata`, {
      reason: 'NO_SIGNATURES',
    });
  }
  const isReady = isRemote(node) ? await node.isReachable('connect', context.signal) : node.isReady();
  return encodeStatusGrpc([{ version: ONLY_VERSION, state: isReady ? 'AVAILABLE' : 'LOADING', message: '' }]);
}
