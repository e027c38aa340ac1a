import { Message as GraphMessage, type Message, type MessageCodec, type WireMessage } from '../../graph/index.ts';
import { type Exchange, JSON_TYPE } from '../rest/exchange.ts';
import { JSON_LENGTH_HEADER } from '../rest/v2/answer-infer.ts';
import { SELDON_JSON, writeSeldonJson } from './codecs/seldon-json.ts';
import { V2_JSON, writeLastV2Json } from './codecs/v2-json.ts';
import type { Predictor } from './predictor.ts';
import { RestRun } from './rest-run.ts';

/** What is done with a request's message. */
export type Start = (message: Message, run: RestRun) => Message | Promise<Message>;

/** Takes the body of a request through the graph and answers. Nothing is awaited when every node answers at once. `encode` writes answers that are not the codec's. */
export function runRest(
  exchange: Exchange,
  predictor: Predictor,
  codec: MessageCodec,
  start: Start,
  modelName?: string,
  encode?: (answer: Message) => string,
): void {
  const run = new RestRun(exchange, codec, predictor.runs, modelName);
  const { protocol, encoding } = codec;
  const { 'content-type': contentType, 'inference-header-content-length': length } = exchange.req.headers;
  const jsonBytes = length === undefined ? undefined : Number(length);
  const finish = (done: Message): void => {
    if (encode === undefined) reply(exchange, done, run);
    else exchange.answer(200, JSON_TYPE, encode(done));
  };
  const answer = start(
    GraphMessage.ofWire(codec, { protocol, encoding, bytes: exchange.body, contentType, jsonBytes }),
    run,
  );
  if (answer instanceof Promise) {
    exchange.watchClient();
    run.time
      .limit(answer)
      .then(finish)
      .catch((thrown) => exchange.fail(thrown));
  } else {
    finish(answer);
  }
}

function reply(exchange: Exchange, answer: Message, run: RestRun): void {
  const { codec, routing } = run;
  if (routing !== undefined && Object.keys(routing).length > 0) {
    sendWire(exchange, codec.withRouting(answer.wire(codec), routing));
  } else if (answer.isAnswer && answer.codec === SELDON_JSON && codec === SELDON_JSON) {
    // The answer was never written down: text goes to the socket without bytes in between.
    exchange.answer(200, JSON_TYPE, writeSeldonJson(answer.values()));
  } else if (answer.isAnswer && answer.codec === V2_JSON && codec === V2_JSON) {
    sendWire(exchange, writeLastV2Json(answer.values()));
  } else {
    sendWire(exchange, answer.wire(codec));
  }
}

/** Sends the answer of a node as it came. */
export function sendWire(exchange: Exchange, message: WireMessage): void {
  const { bytes, contentType, contentEncoding, jsonBytes } = message;
  const type = contentType ?? JSON_TYPE;
  const headers = jsonBytes === undefined ? undefined : [JSON_LENGTH_HEADER, String(jsonBytes)];
  if (contentEncoding === undefined) exchange.answer(200, type, bytes, headers);
  else exchange.answerEncoded(200, type, bytes, contentEncoding, headers);
}
