import { readFileSync } from 'node:fs';
import { packageFile, RadiantError } from '../../../base/index.ts';
import { formatJson, type Outcome } from '../../../payload/index.ts';
import {
  decodeInvocations,
  describeMlflowApi,
  encodeMlflowError,
  encodePredictions,
  type MlflowRequest,
} from '../../../protocols/mlflow/index.ts';
import type { DoorOptions } from '../../door.ts';
import type { ModelDirectory, ServedModel } from '../../models/index.ts';
import { runPlain } from '../../plain/index.ts';
import type { Endpoint } from '../endpoint.ts';
import { type Exchange, JSON_TYPE } from '../exchange.ts';
import type { RestProtocol } from '../rest-protocols.table.ts';

const OPENAPI_PATH = '/invocations/openapi.json';

/** The paths of MLflow's scoring server: /invocations, and what its operators ask (/ping, /health, /version). */
export function invocationsProtocol({ models, service }: DoorOptions): RestProtocol {
  const question = {
    encodeError: encodeMlflowError,
    get: true,
    post: false,
    readsBody: false,
    label: 'other',
  } as const;
  const alive: Endpoint = {
    ...question,
    handle(exchange) {
      if (!models.isAllReady())
        throw new RadiantError('UNAVAILABLE', 'the model is not ready', { reason: 'NOT_READY' });
      exchange.answer(200, JSON_TYPE, '\n');
    },
  };
  let version: string | undefined;
  let description: string | undefined;
  const endpoints: readonly (readonly [string, Endpoint])[] = [
    [
      '/invocations',
      { ...question, get: false, post: true, readsBody: true, label: 'predict', handle: answerInvocation(models) },
    ],
    ['/ping', alive],
    ['/health', alive],
    [
      '/version',
      {
        ...question,
        handle(exchange) {
          version ??= readVersion();
          exchange.answer(200, 'text/plain; charset=utf-8', version);
        },
      },
    ],
    [
      OPENAPI_PATH,
      {
        ...question,
        handle(exchange) {
          description ??= formatJson(describeMlflowApi(service.metadata));
          exchange.answer(200, JSON_TYPE, description);
        },
      },
    ],
  ];
  return { endpoints: new Map(endpoints), openApiPath: OPENAPI_PATH };
}

function answerInvocation(models: ModelDirectory): Endpoint['handle'] {
  return (exchange) => {
    const request = decodeInvocations(exchange.req.headers['content-type'], exchange.body);
    const found = models.find(undefined);
    const outcome =
      found instanceof Promise ? found.then((model) => run(model, request, exchange)) : run(found, request, exchange);
    const finish = (done: Outcome): void => exchange.answer(200, JSON_TYPE, encodePredictions(done));
    if (outcome instanceof Promise) {
      exchange.watchClient();
      outcome.then(finish).catch((thrown) => exchange.fail(thrown));
    } else {
      finish(outcome);
    }
  };
}

function run({ service }: ServedModel, request: MlflowRequest, exchange: Exchange): Outcome | Promise<Outcome> {
  return runPlain(service, 'predict', request, exchange, request.params);
}

/** Ours: there is no MLflow here. */
function readVersion(): string {
  const { version } = JSON.parse(readFileSync(packageFile('package.json'), 'utf8')) as { version: string };
  return version;
}
