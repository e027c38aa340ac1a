import { RadiantError } from '../../base/index.ts';
import { Message, type MessageCodec } from '../../graph/index.ts';
import type { CallContext } from '../grpc/call/method.ts';
import { V2_PROTOBUF, writeLastV2Protobuf } from './codecs/v2-protobuf.ts';
import { GrpcRun } from './grpc-run.ts';
import type { Predictor } from './predictor.ts';

/** What is done with a call's message. */
export type StartGrpc = (message: Message, run: GrpcRun) => Message | Promise<Message>;

/** Takes a message of gRPC through the graph. Nothing is awaited when every node answers at once. `encode` writes answers that are not the codec's. */
export function runGrpc(
  bytes: Uint8Array,
  context: CallContext,
  predictor: Predictor,
  codec: MessageCodec,
  start: StartGrpc,
  modelName?: string,
  encode?: (answer: Message) => Uint8Array,
): Uint8Array | Promise<Uint8Array> {
  if (bytes.byteLength > predictor.runs.maxMessageBytes)
    throw tooLarge(bytes.byteLength, predictor.runs.maxMessageBytes);
  const run = new GrpcRun(context, codec, predictor.runs, modelName);
  const { protocol, encoding } = codec;
  const answer = start(Message.ofWire(codec, { protocol, encoding, bytes, contentType: undefined }), run);
  const finish = (done: Message): Uint8Array => {
    if (encode !== undefined) return encode(done);
    const isLastV2 = done.isAnswer && done.codec === V2_PROTOBUF && codec === V2_PROTOBUF;
    const wire = isLastV2 ? writeLastV2Protobuf(done.values()) : done.wire(codec);
    const { routing } = run;
    return routing !== undefined && Object.keys(routing).length > 0
      ? codec.withRouting(wire, routing).bytes
      : wire.bytes;
  };
  return answer instanceof Promise ? run.time.limit(answer).then(finish) : finish(answer);
}

/** Ports that several predictors share let through what the largest of them may take. */
function tooLarge(sizeBytes: number, maxBytes: number): RadiantError {
  const message = `the message has ${sizeBytes} bytes, and no more than ${maxBytes} are taken (seldon.io/grpc-max-message-size)`;
  return new RadiantError('RESOURCE_EXHAUSTED', message, { reason: 'MESSAGE_TOO_LARGE', httpStatus: 413 });
}
