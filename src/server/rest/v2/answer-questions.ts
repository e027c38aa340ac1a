import { formatJson, type JsonObject, type JsonValue } from '../../../payload/index.ts';
import {
  decodeIndexRest,
  describeServer,
  modelMetadataToJson,
  type ServerIdentity,
  type V2Route,
} from '../../../protocols/v2/index.ts';
import type { ModelDirectory, ServedModel } from '../../models/index.ts';
import { describeServedModel } from '../../v2/index.ts';
import { type Exchange, JSON_TYPE } from '../exchange.ts';

type Answer = (exchange: Exchange, route: V2Route) => void;

const EMPTY_TYPE = 'text/plain; charset=utf-8';

export function answerServerMetadata(identity: ServerIdentity): Answer {
  const body = formatJson(describeServer(identity));
  return (exchange) => exchange.answer(200, JSON_TYPE, body);
}

/** What a probe asked, as the protocol's specification has it. */
type ReadinessBody = (isReady: boolean, route: V2Route) => JsonObject;

/**
 * 200 or 503: what probes look at is the status. Callers who say that they accept something get a body too, as KServe's client needs;
 * others get none, as from MLServer.
 */
export function answerReadiness(isReady: (route: V2Route) => boolean, bodyOf: ReadinessBody): Answer {
  return (exchange, route) => {
    const ready = isReady(route);
    const status = ready ? 200 : 503;
    if (exchange.req.headers.accept === undefined) exchange.answer(status, EMPTY_TYPE, '');
    else exchange.answer(status, JSON_TYPE, formatJson(bodyOf(ready, route)));
  };
}

export function answerModelMetadata(models: ModelDirectory): Answer {
  return (exchange, { model, version }) => {
    const found = models.find(model, version === undefined ? undefined : { version });
    const answer = (served: ServedModel): void =>
      exchange.answer(200, JSON_TYPE, formatJson(modelMetadataToJson(describeServedModel(models, served))));
    if (found instanceof Promise) {
      exchange.watchClient();
      found.then(answer).catch((thrown) => exchange.fail(thrown));
    } else answer(found);
  };
}

/** The models of the server; `{"ready": true}` leaves out those that are not ready. */
export function answerIndex(models: ModelDirectory): Answer {
  return (exchange) => {
    const isReadyOnly = decodeIndexRest(exchange.body);
    const entries = models.list().filter(({ state }) => !isReadyOnly || state === 'READY');
    const items = entries.map(({ name, version, state, reason }): JsonValue => {
      const versionPart = version === '' ? {} : { version };
      return { name, ...versionPart, state, reason };
    });
    exchange.answer(200, JSON_TYPE, formatJson(items));
  };
}

/** Loads or unloads; answers when it is done. */
export function answerChange(change: (name: string) => Promise<void>): Answer {
  return (exchange, { model }) => {
    exchange.watchClient();
    change(model ?? '')
      .then(() => exchange.answer(200, EMPTY_TYPE, ''))
      .catch((thrown) => exchange.fail(thrown));
  };
}
