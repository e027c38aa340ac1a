import { formatJson } from '../../../payload/index.ts';
import {
  describeTensorflowApi,
  encodeTensorflowError,
  parseTensorflowPath,
} from '../../../protocols/tensorflow/index.ts';
import type { DoorOptions } from '../../door.ts';
import { listReadyModels } from '../../models/index.ts';
import type { Endpoint } from '../endpoint.ts';
import { JSON_TYPE } from '../exchange.ts';
import type { RestProtocol } from '../rest-protocols.table.ts';
import { answerCall } from './answer-call.ts';
import { answerMetadata, answerModels, answerStatus, answerUnknown } from './answer-question.ts';

const OPENAPI_PATH = '/v1/openapi.json';

/** TensorFlow Serving's paths below /v1/models: calls, status and metadata of models, and KServe's list of models. */
export function tensorflowProtocol({ models }: DoorOptions): RestProtocol {
  const common = { encodeError: encodeTensorflowError };
  const question = { ...common, get: true, post: false, readsBody: false } as const;
  const byKind: Readonly<Record<string, Endpoint>> = {
    call: { ...common, get: false, post: true, readsBody: true, label: 'predict', handle: answerCall(models) },
    status: { ...question, label: 'other', handle: answerStatus(models) },
    metadata: { ...question, label: 'metadata', handle: answerMetadata(models) },
    models: { ...question, label: 'other', handle: answerModels(models) },
    unknown: { ...question, post: true, label: 'other', handle: answerUnknown },
  };
  const describe: Endpoint = {
    ...question,
    label: 'other',
    handle(exchange) {
      const ready = listReadyModels(models);
      const names = ready.map(({ name }) => name);
      exchange.answer(200, JSON_TYPE, formatJson(describeTensorflowApi(names, ready[0]?.service.metadata)));
    },
  };
  return {
    endpoints: new Map([[OPENAPI_PATH, describe]]),
    find(path) {
      const route = parseTensorflowPath(path);
      return route === undefined ? undefined : byKind[route.kind];
    },
    openApiPath: OPENAPI_PATH,
  };
}
