import { isRemote } from '../../graph/index.ts';
import type { RequestMethod } from '../../observe/index.ts';
import { parseJson } from '../../payload/index.ts';
import {
  decodeInferGrpc,
  decodeNamedModel,
  describeModel,
  describeServer,
  encodeFlagGrpc,
  encodeModelMetadataGrpc,
  encodeServerMetadataGrpc,
} from '../../protocols/v2/index.ts';
import type { CallContext, UnaryMethod } from '../grpc/call/method.ts';
import { brokenMessage } from '../grpc/seldon/broken-message.ts';
import { readIdentity } from '../v2/index.ts';
import { plainBytes } from './codecs/plain-bytes.ts';
import { V2_PROTOBUF } from './codecs/v2-protobuf.ts';
import { countGrpc } from './count-grpc.ts';
import { describeNamed, isNamedReady } from './describe-named.ts';
import { asObject } from './graph-metadata.ts';
import { GrpcRun } from './grpc-run.ts';
import { resolveModelName } from './named-model.ts';
import { assertOnlyVersion } from './only-version.ts';
import type { Predictor } from './predictor.ts';
import { runGrpc } from './run-grpc.ts';

/** The service of the Open Inference Protocol. */
export const V2_SERVICE = 'inference.GRPCInferenceService';

const READY_TIMEOUT_MS = 5_000;

/** The methods of the Open Inference Protocol over a graph. */
export function v2PredictorMethods(predictor: Predictor): readonly UnaryMethod[] {
  const { graph } = predictor;
  const method = (name: string, label: RequestMethod, call: UnaryMethod['call']): UnaryMethod => {
    const path = `/${V2_SERVICE}/${name}`;
    return { kind: 'unary', path, call, ended: countGrpc(predictor, path, label) };
  };
  return [
    method('ModelInfer', 'predict', (message, context) => {
      const { model, version } = brokenMessage(() => decodeInferGrpc(message));
      assertOnlyVersion(version, undefined);
      const name = resolveModelName(predictor, model);
      return runGrpc(message, context, predictor, V2_PROTOBUF, (one, run) => graph.predict(one, run), name);
    }),
    method('ModelMetadata', 'metadata', (message, context) =>
      ask(
        predictor,
        brokenMessage(() => decodeNamedModel(message)),
        'metadata',
        context,
      ),
    ),
    method('ModelReady', 'healthStatus', (message, context) =>
      ask(
        predictor,
        brokenMessage(() => decodeNamedModel(message)),
        'healthStatus',
        context,
      ),
    ),
    method('ServerLive', 'other', () => encodeFlagGrpc(true)),
    method('ServerMetadata', 'other', () => encodeServerMetadataGrpc(describeServer(readIdentity()))),
    method('ServerReady', 'other', async () =>
      encodeFlagGrpc(await predictor.isReady(AbortSignal.timeout(READY_TIMEOUT_MS))),
    ),
  ];
}

/** Passes a question about one node on to it, and answers for a node in this process and for the whole graph. */
async function ask(
  predictor: Predictor,
  { name, version }: { readonly name: string; readonly version: string },
  question: 'metadata' | 'healthStatus',
  context: CallContext,
): Promise<Uint8Array> {
  assertOnlyVersion(version, undefined);
  const node = predictor.graph.nodes.get(name);
  if (node !== undefined && !isRemote(node)) return answerHere(predictor, name, question);
  const run = new GrpcRun(context, V2_PROTOBUF, predictor.runs);
  if (node === undefined) return await run.time.limit(askWhole(predictor, name, question, run));
  const { headers, deadlineMs, signal, time } = run;
  const encoding = node.protocol === 'v2' && node.encodings.has('protobuf') ? 'protobuf' : 'json';
  const call = {
    verb: question,
    message: undefined,
    encoding,
    headers,
    modelName: undefined,
    deadlineMs,
    signal,
  } as const;
  const answer = await time.limit(node.send(call));
  if (encoding === 'protobuf') return answer.bytes;
  if (question === 'healthStatus') return encodeFlagGrpc(true);
  const metadata = asObject(parseJson(plainBytes(answer)));
  return encodeModelMetadataGrpc(describeModel(name, [], metadata, undefined));
}

/** The name of the predictor or its deployment stands for the whole graph, here as where it is asked to infer. Rejects with NOT_FOUND. */
async function askWhole(
  predictor: Predictor,
  name: string,
  question: 'metadata' | 'healthStatus',
  run: GrpcRun,
): Promise<Uint8Array> {
  if (question === 'healthStatus') return encodeFlagGrpc(await isNamedReady(predictor, name, run.signal));
  const { metadata } = await describeNamed(predictor, name, run);
  return encodeModelMetadataGrpc(describeModel(name, [], metadata, undefined));
}

function answerHere({ services }: Predictor, name: string, question: 'metadata' | 'healthStatus'): Uint8Array {
  const service = services.get(name);
  if (question === 'healthStatus') return encodeFlagGrpc(service?.isReady() === true);
  return encodeModelMetadataGrpc(describeModel(name, [], service?.metadata, service?.component.info.outputs));
}
