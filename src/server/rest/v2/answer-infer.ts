import {
  decodeRest,
  encodeRest,
  eventHeaders,
  responderOf,
  type V2Request,
  type V2Responder,
  type V2Route,
} from '../../../protocols/v2/index.ts';
import type { ModelDirectory, ServedModel } from '../../models/index.ts';
import { findReadyModel, type InferenceResult, runInference, serverNameOf } from '../../v2/index.ts';
import { type Exchange, JSON_TYPE } from '../exchange.ts';

/** Where the JSON of a request or an answer with binary tensors ends. Source: the binary tensor data extension of Triton. */
export const JSON_LENGTH_HEADER = 'Inference-Header-Content-Length';

/** Answers infer and generate. Nothing is awaited when the model is there and answers at once. */
export function answerInfer(models: ModelDirectory): (exchange: Exchange, route: V2Route) => void {
  const responders = new WeakMap<ServedModel, V2Responder>();
  const finish = (exchange: Exchange, model: ServedModel, request: V2Request, result: InferenceResult): void => {
    let responder = responders.get(model);
    if (responder === undefined) {
      responder = responderOf(model.name, model.version, serverNameOf(model.service));
      responders.set(model, responder);
    }
    const { outputs, beside } = result;
    const id = request.id ?? crypto.randomUUID();
    const { body, jsonBytes } = encodeRest(request, id, outputs, beside.parameters, responder);
    const headers = eventHeaders(responder, id);
    if (beside.headers !== undefined) headers.push(...beside.headers);
    if (jsonBytes !== undefined) headers.push(JSON_LENGTH_HEADER, String(jsonBytes));
    exchange.answer(200, jsonBytes === undefined ? JSON_TYPE : 'application/octet-stream', body, headers);
  };
  return (exchange, { model: name, version }) => {
    const found = findReadyModel(models, name, version);
    const request = readRequest(exchange);
    if (!(found instanceof Promise)) {
      const result = runInference(found, request, exchange);
      if (!(result instanceof Promise)) {
        finish(exchange, found, request, result);
        return;
      }
      exchange.watchClient();
      result.then((done) => finish(exchange, found, request, done)).catch((thrown) => exchange.fail(thrown));
      return;
    }
    exchange.watchClient();
    const run = async (): Promise<void> => {
      const model = await found;
      finish(exchange, model, request, await runInference(model, request, exchange));
    };
    run().catch((thrown) => exchange.fail(thrown));
  };
}

/** The inference request of a body. Throws INVALID_ARGUMENT. */
export function readRequest({ req, body }: Exchange): V2Request {
  const length = req.headers['inference-header-content-length'];
  return decodeRest(body, length === undefined ? undefined : Number(length));
}
