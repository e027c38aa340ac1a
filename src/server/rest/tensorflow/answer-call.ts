import type { Call, Outcome } from '../../../payload/index.ts';
import { toInput } from '../../../payload/index.ts';
import {
  decodeTensorflow,
  encodeTensorflow,
  parseTensorflowPath,
  type TensorflowMethod,
  type TensorflowRequest,
  toCallOptions,
} from '../../../protocols/tensorflow/index.ts';
import { findNumberedModel, type ModelDirectory, type ServedModel } from '../../models/index.ts';
import { runValues } from '../../service/index.ts';
import type { Endpoint } from '../endpoint.ts';
import { type Exchange, JSON_TYPE } from '../exchange.ts';
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
        ? found.then((served) => run(served, method, request, exchange))
        : run(found, method, request, exchange);
    if (outcome instanceof Promise) {
      exchange.watchClient();
      outcome.then(finish).catch((thrown) => exchange.fail(thrown));
    } else {
      finish(outcome);
    }
  };
}

function run(
  { service }: ServedModel,
  method: TensorflowMethod,
  request: TensorflowRequest,
  exchange: Exchange,
): Outcome | Promise<Outcome> {
  const { info } = service.component;
  const call: Call = {
    verb: 'predict',
    inputs: [toInput(request.inputs, info.takesTensors, request.isTable)],
    meta: undefined,
    keepLists: true,
    ...toCallOptions(method, request, info),
    get signal() {
      return exchange.signal;
    },
  };
  return runValues(service, call);
}
