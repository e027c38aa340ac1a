import { ERROR_CODES } from '../../../base/index.ts';
import { decodeInferGrpc, encodeInferGrpc, eventTrailers, responderOf, toObject } from '../../../protocols/v2/index.ts';
import type { DoorOptions } from '../../door.ts';
import { findReadyModel, serverNameOf, streamInference } from '../../v2/index.ts';
import type { Conversation, Peer, StreamingMethod } from '../call/method.ts';
import { convertError } from '../call/send-error.ts';
import { brokenMessage } from '../seldon/broken-message.ts';
import { grpcCode } from '../status/grpc-status.ts';

/**
 * ModelStreamInfer: every request is answered by as many responses as its model yields, under its own id, one request after the
 * other in the order in which they came. The first error ends the call.
 */
export function streamInfer(path: string, { models, service, log }: DoorOptions): StreamingMethod {
  const observer = service.metrics.requests('predict', 'grpc');
  const answer = async (peer: Peer, message: Uint8Array, signal: AbortSignal): Promise<void> => {
    const request = brokenMessage(() => decodeInferGrpc(message));
    const found = findReadyModel(models, request.model === '' ? undefined : request.model, request.version);
    // One that is there is asked at once: after a wait it might have been let go.
    const model = found instanceof Promise ? await found : found;
    const events = eventTrailers(responderOf(model.name, model.version, serverNameOf(model.service)), request.id);
    for await (const { outputs, beside } of streamInference(model, request, { signal, headers: peer.headers })) {
      if (signal.aborted) return;
      peer.setTrailers({ ...toObject(beside.headers ?? [], true), ...events });
      peer.send(encodeInferGrpc(request, model.name, model.version, outputs, beside.parameters));
    }
  };
  return {
    kind: 'streaming',
    path,
    takesLarge: true,
    open(peer): Conversation {
      const controller = new AbortController();
      let last = Promise.resolve();
      const next = async (previous: Promise<void>, message: Uint8Array): Promise<void> => {
        await previous;
        if (controller.signal.aborted) return;
        const startedMs = performance.now();
        const count = (code: number): void => observer.observe(code, (performance.now() - startedMs) / 1000);
        try {
          await answer(peer, message, controller.signal);
          count(0);
        } catch (thrown) {
          const error = convertError(thrown, path, log);
          count(ERROR_CODES[grpcCode(error)].grpc);
          peer.end(error);
        }
      };
      return {
        receive(message) {
          last = next(last, message);
        },
        finished() {
          // Never rejects: `next` catches.
          void last.then(() => peer.end());
        },
        closed: () => controller.abort(),
        draining() {},
      };
    },
  };
}
