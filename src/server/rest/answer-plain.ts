import type { Outcome, Verb } from '../../payload/index.ts';
import { type ChosenForm, formOfAnswer } from '../../protocols/plain/index.ts';
import { encodeRest, plainReply } from '../../protocols/seldon/index.ts';
import { runPlain } from '../plain/index.ts';
import type { Service } from '../service/index.ts';
import { type Exchange, JSON_TYPE } from './exchange.ts';

const AS_JSON = { unitName: undefined, unitImage: undefined, includeMetrics: false, jsonAsAscii: false } as const;

/** Answers a body that is data without a message: in the form that the caller accepts, else in that of the request, else in plain JSON. */
export function answerPlain(service: Service, verb: Verb, asked: ChosenForm, exchange: Exchange): void {
  const wanted = formOfAnswer(exchange.req.headers.accept, asked);
  const finish = (outcome: Outcome): void => {
    const body = wanted?.form.encode(outcome);
    if (wanted !== undefined && body !== undefined) exchange.answer(200, wanted.mediaType, body);
    else exchange.answer(200, JSON_TYPE, encodeRest(verb, plainReply(), outcome, AS_JSON).body);
  };
  const outcome = runPlain(service, verb, asked.form.decode(exchange.body, asked.parameters), exchange);
  if (outcome instanceof Promise) {
    exchange.watchClient();
    outcome.then(finish).catch((thrown) => exchange.fail(thrown));
  } else {
    finish(outcome);
  }
}
