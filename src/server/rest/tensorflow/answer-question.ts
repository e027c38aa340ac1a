import { RadiantError } from '../../../base/index.ts';
import {
  describeSignature,
  encodeMetadata,
  encodeModelList,
  encodeStatus,
  parseTensorflowPath,
  signatureNames,
  type TensorflowRoute,
  versionText,
} from '../../../protocols/tensorflow/index.ts';
import { findNumberedModel, listVersions, type ModelDirectory, type ServedModel } from '../../models/index.ts';
import type { Endpoint } from '../endpoint.ts';
import { type Exchange, JSON_TYPE } from '../exchange.ts';
import { pathOf } from '../split-url.ts';

type Handle = Endpoint['handle'];
type Question = Extract<TensorflowRoute, { kind: 'status' | 'metadata' }>;

/** The names of all models, as KServe's first protocol has it. */
export function answerModels(models: ModelDirectory): Handle {
  return (exchange) => exchange.answer(200, JSON_TYPE, encodeModelList(models.list().map(({ name }) => name)));
}

/** The versions of a model and what state each is in. */
export function answerStatus(models: ModelDirectory): Handle {
  return (exchange) => {
    const { model } = questionOf(exchange);
    const isWhole = model.version === undefined && model.label === undefined;
    answerLater(exchange, listVersions(models, model.name, model), (versions) =>
      encodeStatus(versions, isWhole ? model.name : undefined),
    );
  };
}

/** The signatures of a model version. */
export function answerMetadata(models: ModelDirectory): Handle {
  return (exchange) => {
    const { model } = questionOf(exchange);
    answerLater(exchange, findNumberedModel(models, model.name, model), describe);
  };
}

/** A path of ours that asks for nothing we know. */
export function answerUnknown(exchange: Exchange): void {
  const path = pathOf(exchange.req.url ?? '').slice(0, 100);
  throw new RadiantError(
    'NOT_FOUND',
    `${path}: use /v1/models/NAME:predict, :classify or :regress (POST), /v1/models/NAME or /v1/models/NAME/metadata (GET), where /versions/V or /labels/L may follow the name`,
    { reason: 'PATH_NOT_FOUND' },
  );
}

function answerLater<T>(exchange: Exchange, found: T | Promise<T>, encode: (found: T) => string): void {
  if (!(found instanceof Promise)) {
    exchange.answer(200, JSON_TYPE, encode(found));
    return;
  }
  exchange.watchClient();
  found.then((value) => exchange.answer(200, JSON_TYPE, encode(value))).catch((thrown) => exchange.fail(thrown));
}

function describe({ name, version, service }: ServedModel): string {
  const names = signatureNames(service.component.info.outputs);
  return encodeMetadata({ name, version: versionText(version) }, names, describeSignature(service.metadata));
}

function questionOf(exchange: Exchange): Question {
  const route = parseTensorflowPath(pathOf(exchange.req.url ?? ''));
  if (route?.kind !== 'status' && route?.kind !== 'metadata') throw new TypeError('a path of another kind');
  return route;
}
