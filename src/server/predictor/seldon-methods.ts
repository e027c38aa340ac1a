import { isRemote } from '../../graph/index.ts';
import type { RequestMethod } from '../../observe/index.ts';
import { parseJson } from '../../payload/index.ts';
import { WIRE, WireReader } from '../../protocols/protobuf/index.ts';
import { encodeGraphMetadataGrpc, encodeMetadataGrpc } from '../../protocols/seldon/index.ts';
import type { CallContext, UnaryMethod } from '../grpc/call/method.ts';
import { brokenMessage } from '../grpc/seldon/broken-message.ts';
import { plainBytes } from './codecs/plain-bytes.ts';
import { SELDON_PROTOBUF } from './codecs/seldon-protobuf.ts';
import { countGrpc } from './count-grpc.ts';
import { asObject, gatherGraphMetadata } from './graph-metadata.ts';
import { GrpcRun } from './grpc-run.ts';
import { unknownNode } from './node-endpoints.ts';
import type { Predictor } from './predictor.ts';
import { runGrpc } from './run-grpc.ts';

/** The service that a predictor has over gRPC. */
export const SELDON_SERVICE = 'seldon.protos.Seldon';

/** Seldon's methods of a predictor. */
export function seldonPredictorMethods(predictor: Predictor): readonly UnaryMethod[] {
  const { graph } = predictor;
  const method = (name: string, label: RequestMethod, call: UnaryMethod['call']): UnaryMethod => {
    const path = `/${SELDON_SERVICE}/${name}`;
    return { kind: 'unary', path, call, ended: countGrpc(predictor, path, label) };
  };
  return [
    method('GraphMetadata', 'metadata', async (_message, context) => {
      const run = new GrpcRun(context, SELDON_PROTOBUF, predictor.runs);
      const { name, models, inputs, outputs } = await run.time.limit(gatherGraphMetadata(predictor, run, 'protobuf'));
      return encodeGraphMetadataGrpc({ name, models, inputs, outputs });
    }),
    method('ModelMetadata', 'metadata', (message, context) =>
      describeNode(
        predictor,
        brokenMessage(() => readName(message)),
        context,
      ),
    ),
    method('Predict', 'predict', (message, context) =>
      runGrpc(message, context, predictor, SELDON_PROTOBUF, (one, run) => graph.predict(one, run)),
    ),
    method('SendFeedback', 'sendFeedback', (message, context) =>
      runGrpc(message, context, predictor, SELDON_PROTOBUF, (one, run) => graph.feedback(one, run)),
    ),
  ];
}

async function describeNode(predictor: Predictor, name: string, context: CallContext): Promise<Uint8Array> {
  const node = predictor.graph.nodes.get(name);
  if (node === undefined) throw unknownNode(predictor, name);
  if (!isRemote(node)) return encodeMetadataGrpc(predictor.services.get(name)?.metadata);
  const { headers, deadlineMs, signal, time } = new GrpcRun(context, SELDON_PROTOBUF, predictor.runs);
  const encoding = node.encodings.has('protobuf') ? 'protobuf' : 'json';
  const call = {
    verb: 'metadata',
    message: undefined,
    encoding,
    headers,
    modelName: undefined,
    deadlineMs,
    signal,
  } as const;
  const answer = await time.limit(node.send(call));
  return encoding === 'protobuf' ? answer.bytes : encodeMetadataGrpc(asObject(parseJson(plainBytes(answer))));
}

/** The name in a SeldonModelMetadataRequest. */
function readName(message: Uint8Array): string {
  const reader = new WireReader(message, 'SeldonModelMetadataRequest');
  let name = '';
  while (reader.position < reader.end) {
    const tag = reader.tag();
    if (tag === ((1 << 3) | WIRE.bytes)) name = reader.string();
    else reader.skip(tag);
  }
  return name;
}
