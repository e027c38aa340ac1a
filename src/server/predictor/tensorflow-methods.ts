import { RadiantError } from '../../base/index.ts';
import { isRemote, type RemoteNode } from '../../graph/index.ts';
import type { RequestMethod } from '../../observe/index.ts';
import {
  DEFAULT_OUTPUT,
  decodeMetadataRequest,
  decodeStatusRequest,
  decodeTensorflowGrpc,
  describeSignature,
  encodeMetadataGrpc,
  encodeStatusGrpc,
  encodeTensorflowGrpc,
  type ModelSpec,
  ONLY_VERSION,
  type TensorflowMethod,
} from '../../protocols/tensorflow/index.ts';
import type { CallContext, UnaryMethod } from '../grpc/call/method.ts';
import { brokenMessage } from '../grpc/seldon/broken-message.ts';
import { TENSORFLOW_PROTOBUF } from './codecs/tensorflow-protobuf.ts';
import { countGrpc } from './count-grpc.ts';
import { describeNamed, isNamedReady } from './describe-named.ts';
import { GrpcRun } from './grpc-run.ts';
import { resolveModelName } from './named-model.ts';
import { assertOnlyVersion } from './only-version.ts';
import type { Predictor } from './predictor.ts';
import { runGrpc } from './run-grpc.ts';
import { messageOfExamples, outcomeOf } from './tensorflow-examples.ts';

/** The services of TensorFlow Serving that a graph has. */
export const TENSORFLOW_SERVICES: readonly string[] = [
  'tensorflow.serving.ModelService',
  'tensorflow.serving.PredictionService',
];

/** The methods of TensorFlow Serving over a graph. */
export function tensorflowPredictorMethods(predictor: Predictor): readonly UnaryMethod[] {
  const method = (path: string, label: RequestMethod, call: UnaryMethod['call']): UnaryMethod => ({
    kind: 'unary',
    path: `/tensorflow.serving.${path}`,
    call,
    ended: countGrpc(predictor, `/tensorflow.serving.${path}`, label),
  });
  return [
    method('ModelService/GetModelStatus', 'healthStatus', (message, context) => {
      const spec = brokenMessage(() => decodeStatusRequest(message));
      return ask(predictor, spec, 'healthStatus', context);
    }),
    method('PredictionService/Classify', 'predict', (message, context) =>
      callWithExamples(predictor, 'classify', message, context),
    ),
    method('PredictionService/GetModelMetadata', 'metadata', (message, context) => {
      const spec = brokenMessage(() => decodeMetadataRequest(message));
      return ask(predictor, spec, 'metadata', context);
    }),
    method('PredictionService/Predict', 'predict', (message, context) => {
      const { model } = brokenMessage(() => decodeTensorflowGrpc('predict', message));
      const { graph } = predictor;
      const name = resolveSpec(predictor, model);
      return runGrpc(message, context, predictor, TENSORFLOW_PROTOBUF, (one, run) => graph.predict(one, run), name);
    }),
    method('PredictionService/Regress', 'predict', (message, context) =>
      callWithExamples(predictor, 'regress', message, context),
    ),
  ];
}

/** Classify and Regress. */
function callWithExamples(
  predictor: Predictor,
  method: TensorflowMethod,
  message: Uint8Array,
  context: CallContext,
): Uint8Array | Promise<Uint8Array> {
  const request = brokenMessage(() => decodeTensorflowGrpc(method, message));
  const name = resolveSpec(predictor, request.model);
  const examples = messageOfExamples(predictor, method, request, TENSORFLOW_PROTOBUF);
  const answering = {
    name: request.model.name ?? predictor.name,
    version: ONLY_VERSION,
    outputName: DEFAULT_OUTPUT,
  };
  return runGrpc(
    message,
    context,
    predictor,
    TENSORFLOW_PROTOBUF,
    (_message, run) => predictor.graph.predict(examples, run),
    name,
    (answer) => encodeTensorflowGrpc(method, request, outcomeOf(answer), answering),
  );
}

function resolveSpec(predictor: Predictor, { name, version, label }: ModelSpec): string | undefined {
  const resolved = resolveModelName(predictor, name);
  // A server elsewhere has versions of its own.
  if (resolved === undefined && ![...predictor.graph.nodes.values()].some(speaksTensorflow))
    assertOnlyVersion(version, label);
  return resolved;
}

function speaksTensorflow(node: Parameters<typeof isRemote>[0]): node is RemoteNode {
  return isRemote(node) && node.protocol === 'tensorflow' && node.encodings.has('protobuf');
}

/** Passes a question about a node that speaks the protocol on to it; all others are answered for here. */
async function ask(
  predictor: Predictor,
  spec: ModelSpec,
  question: 'metadata' | 'healthStatus',
  context: CallContext,
): Promise<Uint8Array> {
  const { name = '' } = spec;
  const node = predictor.graph.nodes.get(name);
  const run = new GrpcRun(context, TENSORFLOW_PROTOBUF, predictor.runs);
  if (node !== undefined && speaksTensorflow(node)) {
    const { headers, deadlineMs, signal } = run;
    const call = { verb: question, message: undefined, encoding: 'protobuf', modelName: undefined } as const;
    return (await run.time.limit(node.send({ ...call, headers, deadlineMs, signal }))).bytes;
  }
  assertOnlyVersion(spec.version, spec.label);
  if (question === 'healthStatus') {
    const isReady = await isNamedReady(predictor, name, context.signal);
    const message = isReady ? '' : 'not ready';
    return encodeStatusGrpc([{ version: ONLY_VERSION, state: isReady ? 'AVAILABLE' : 'LOADING', message }]);
  }
  const { metadata, signatures } = await run.time.limit(describeNamed(predictor, name, run));
  if (metadata === undefined) {
    throw new RadiantError(
      'FAILED_PRECONDITION',
      `node ${name} tells its signatures over REST only: ask GET /v1/models/${name}/metadata`,
      { reason: 'NODE_WITHOUT_ADDRESS' },
    );
  }
  return encodeMetadataGrpc({ name, version: ONLY_VERSION }, signatures, describeSignature(metadata));
}
