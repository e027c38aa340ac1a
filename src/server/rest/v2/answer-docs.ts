import { formatJson } from '../../../payload/index.ts';
import { describeV2Api, type V2Route } from '../../../protocols/v2/index.ts';
import type { DoorOptions } from '../../door.ts';
import { listReadyModels, type ModelDirectory, type ServedModel } from '../../models/index.ts';
import { describeServedModel, readIdentity } from '../../v2/index.ts';
import { docPage } from '../docs/doc-page.ts';
import { type Exchange, JSON_TYPE } from '../exchange.ts';

type Answer = (exchange: Exchange, route: V2Route) => void;

const PAGE = 'api/v1.0/doc/';

/** The doc page under the protocol's own paths. A model that is not there is 404. */
export function answerDocs(models: ModelDirectory): Answer {
  return (exchange, { model, version }) => {
    if (model !== undefined) models.isReady(model, version === undefined ? undefined : { version });
    // Relative to where the page is asked for, so that it works behind any path prefix too.
    const depth = (exchange.req.url ?? '').split(/[?#]/)[0]!.split('/').length - 2;
    exchange.answer(200, 'text/html; charset=utf-8', docPage(`${'../'.repeat(depth)}${PAGE}`));
  };
}

/** The OpenAPI document: of all models that are ready, or of one. */
export function answerOpenApi({ models, service }: DoorOptions): Answer {
  const describe = (found: readonly ServedModel[]): string => {
    const described = found.map((model) => describeServedModel(models, model));
    return formatJson(describeV2Api(service.component.name, readIdentity().version, described));
  };
  return (exchange, { model, version }) => {
    if (model === undefined) {
      exchange.answer(200, JSON_TYPE, describe(listReadyModels(models)));
      return;
    }
    exchange.watchClient();
    Promise.resolve(models.find(model, version === undefined ? undefined : { version }))
      .then((served) => exchange.answer(200, JSON_TYPE, describe([served])))
      .catch((thrown) => exchange.fail(thrown));
  };
}
