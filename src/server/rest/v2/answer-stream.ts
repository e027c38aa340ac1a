import { toRadiantError } from '../../../base/index.ts';
import {
  encodeErrorRest,
  encodeRest,
  eventHeaders,
  responderOf,
  toObject,
  type V2Request,
  type V2Route,
} from '../../../protocols/v2/index.ts';
import type { ModelDirectory, ServedModel } from '../../models/index.ts';
import { findReadyModel, type InferenceResult, serverNameOf, streamInference } from '../../v2/index.ts';
import type { Exchange } from '../exchange.ts';
import { readRequest } from './answer-infer.ts';

const EVENTS_TYPE = 'text/event-stream; charset=utf-8';

/**
 * Answers infer_stream and generate_stream: server-sent events, one for each answer that the model yields. What fails before the first
 * of them has its status; what fails later ends the stream with an event named `error`.
 */
export function answerStream(models: ModelDirectory): (exchange: Exchange, route: V2Route) => void {
  return (exchange, { model: name, version }) => {
    const found = findReadyModel(models, name, version);
    const request = withoutBinary(readRequest(exchange));
    exchange.watchClient();
    // One that is there is asked at once: after a wait it might have been let go.
    const run = async (): Promise<void> =>
      sendEvents(exchange, found instanceof Promise ? await found : found, request);
    run().catch((thrown) => exchange.fail(thrown));
  };
}

async function sendEvents(exchange: Exchange, model: ServedModel, request: V2Request): Promise<void> {
  const results = streamInference(model, request, exchange);
  const responder = responderOf(model.name, model.version, serverNameOf(model.service));
  const id = request.id ?? crypto.randomUUID();
  const events = eventHeaders(responder, id);
  // The head of the answer has left before the first event is there: each event has its own.
  const toEvent = ({ outputs, beside }: InferenceResult): string => {
    const headers = toObject([...(beside.headers ?? []), ...events], false);
    return `data: ${String(encodeRest(request, id, outputs, { ...beside.parameters, headers }, responder).body)}\n\n`;
  };
  const first = await results.next();
  if (!exchange.startParts(EVENTS_TYPE)) {
    await results.return(undefined);
    return;
  }
  try {
    if (first.done !== true) {
      let isThere = await exchange.sendPart(toEvent(first.value));
      while (isThere) {
        const next = await results.next();
        if (next.done === true) break;
        isThere = await exchange.sendPart(toEvent(next.value));
      }
    }
    exchange.endParts();
  } catch (thrown) {
    await exchange.sendPart(`event: error\ndata: ${encodeErrorRest(toRadiantError(thrown).error)}\n\n`);
    exchange.endParts(thrown);
  } finally {
    await results.return(undefined);
  }
}

/** Events are text: binary outputs have no place in them. */
function withoutBinary(request: V2Request): V2Request {
  const outputs = request.outputs?.map((output) => ({ ...output, isBinary: undefined }));
  return { ...request, outputs, binaryOutputs: false };
}
