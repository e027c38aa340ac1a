import type { Outcome } from '../../../payload/index.ts';
import { decodeTensorflow, encodeTensorflow, parseTensorflowPath } from '../../../protocols/tensorflow/index.ts';
import { findNumberedModel, type ModelDirectory } from '../../models/index.ts';
import { runMethod } from '../../tensorflow/index.ts';
import type { Endpoint } from '../endpoint.ts';
import { JSON_TYPE } from '../exchange.ts';
import { pathOf } from '../split-url.ts';

/** Answers `:predict`, `:classify` and `:regress`. Nothing is awaited when the model is there and answers at once. */
export function answerCall(models: ModelDirectory): Endpoint['handle'] {
  return (exchange) => {
    const route = parseTensorflowPath(pathOf(exchange.req.url ?? ''));
    if (route?.kind !== 'call') throw new TypeError('a path of another kind');
    const { method, model } = route;
    const request = decodeTensorflow(method, exchange.body);
    const found = findNumberedModel(models, model.name, model);
    const finish = (outcome: Outcome): void =>
      exchange.answer(200, JSON_TYPE, encodeTensorflow(method, request, outcome));
    const outcome =
      found instanceof Promise
        ? found.then((served) => runMethod(served, method, request, exchange))
        : runMethod(found, method, request, exchange);
    if (outcome instanceof Promise) {
      exchange.watchClient();
      outcome.then(finish).catch((thrown) => exchange.fail(thrown));
    } else {
      finish(outcome);
    }
  };
}
