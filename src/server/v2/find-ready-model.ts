import { RadiantError } from '../../base/index.ts';
import type { ModelDirectory, ServedModel } from '../models/index.ts';

/** The model of a request. Throws NOT_FOUND, or UNAVAILABLE while it cannot answer; a promise when it must be woken first. */
export function findReadyModel(
  models: ModelDirectory,
  name: string | undefined,
  version: string | undefined,
): ServedModel | Promise<ServedModel> {
  const found = models.find(name, version === undefined || version === '' ? undefined : { version });
  return found instanceof Promise ? found.then(assertReady) : assertReady(found);
}

function assertReady(model: ServedModel): ServedModel {
  if (model.service.isReady()) return model;
  throw new RadiantError('UNAVAILABLE', `Model ${model.name} is not ready yet.`, { reason: 'MODEL_NOT_READY' });
}
