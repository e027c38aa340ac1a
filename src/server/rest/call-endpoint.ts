import { RadiantError, type UnitSettings } from '../../base/index.ts';
import type { Outcome, Payload, Verb } from '../../payload/index.ts';
import { formOfAnswer, formOfBody } from '../../protocols/plain/index.ts';
import {
  decodePassthrough,
  decodeRest,
  decodeRestRaw,
  type EncodeOptions,
  encodeRest,
  readMessageBody,
  readOwnMetrics,
  type SeldonRequest,
} from '../../protocols/seldon/index.ts';
import type { Service } from '../service/index.ts';
import { answerPlain } from './answer-plain.ts';
import type { Endpoint } from './endpoint.ts';
import { type Exchange, JSON_TYPE } from './exchange.ts';
import { RestCall } from './rest-call.ts';
import { queryOf } from './split-url.ts';

/** The verbs of one input, whose data may come without a message. */
const PLAIN_VERBS: ReadonlySet<Verb> = new Set(['predict', 'transformInput', 'transformOutput']);

/** Reads a request of a verb, runs it, and answers. Nothing is awaited when the component answers at once. */
export function callEndpoint(service: Service, verb: Verb): Pick<Endpoint, 'label' | 'readsBody' | 'handle'> {
  const decodeOptions = { unitName: service.settings.unitId };
  const encodeOptions = toEncodeOptions(service.settings);
  const isPassthrough = service.settings.passthrough && verb === 'predict' && service.wantsMessage(verb, 'bytes');
  const wantsMessage = service.wantsMessage(verb, 'json') && verb !== 'healthStatus';
  const takesPlain = !isPassthrough && PLAIN_VERBS.has(verb);
  const read = (exchange: Exchange): SeldonRequest => {
    const { headers, url } = exchange.req;
    if (verb === 'healthStatus') return decodeRest(verb, exchange.body, decodeOptions);
    if (isPassthrough) return decodePassthrough(headers['content-type'], queryOf(url ?? ''), exchange.body);
    const body = readMessageBody(headers['content-type'], queryOf(url ?? ''), exchange.body);
    return wantsMessage ? decodeRestRaw(verb, body) : decodeRest(verb, body, decodeOptions);
  };
  const finish = (exchange: Exchange, request: SeldonRequest, outcome: Outcome): void => {
    if (outcome.payload.kind === 'message') countMetrics(service, verb, outcome.payload);
    const { accept } = exchange.req.headers;
    if (takesPlain && accept !== undefined && accept !== '*/*') {
      const wanted = formOfAnswer(accept, undefined);
      const body = wanted?.form.encode(outcome);
      if (wanted !== undefined && body !== undefined) {
        exchange.answer(200, wanted.mediaType, body);
        return;
      }
    }
    const { status, body } = encodeRest(verb, request, outcome, encodeOptions);
    exchange.answer(status, JSON_TYPE, body);
  };
  return {
    label: verb,
    readsBody: verb !== 'healthStatus',
    handle(exchange) {
      if (verb === 'healthStatus' && !service.isReady()) throw notReady();
      const plain = takesPlain ? formOfBody(exchange.req.headers['content-type'], exchange.body) : undefined;
      if (plain !== undefined) {
        answerPlain(service, verb, plain, exchange);
        return;
      }
      const request = read(exchange);
      const outcome = service.run(new RestCall(verb, request, exchange));
      if (outcome instanceof Promise) {
        exchange.watchClient();
        outcome.then((done) => finish(exchange, request, done)).catch((thrown) => exchange.fail(thrown));
      } else {
        finish(exchange, request, outcome);
      }
    },
  };
}

function toEncodeOptions({ unitId, image, metricsInAnswer, json }: UnitSettings): EncodeOptions {
  return {
    unitName: unitId,
    unitImage: image,
    includeMetrics: metricsInAnswer,
    jsonAsAscii: json.asciiOnly,
    prettyPrint: json.indent,
  };
}

/** The metrics inside of a raw answer, which the service has not seen. */
function countMetrics(service: Service, verb: Verb, message: Extract<Payload, { kind: 'message' }>): void {
  if (message.encoding !== 'json') return;
  const metrics = readOwnMetrics(message.bytes);
  if (metrics.length > 0) service.metrics.recordCustom(verb, metrics);
}

function notReady(): RadiantError {
  return new RadiantError('UNAVAILABLE', 'not ready: the component is starting again, or the server is shutting down', {
    reason: 'NOT_READY',
  });
}
