import { RadiantError } from '../../base/index.ts';
import type { Service } from '../service/index.ts';
import type { ModelDirectory, ServedModel, VersionWish } from './model-directory.ts';

/** The directory of a server that serves one component under the name of the component, or of the unit that it stands for. */
export function createSingleDirectory(service: Service, name: string): ModelDirectory {
  const model: ServedModel = { name, version: '', service };
  const find = (wanted: string | undefined, { version, label }: VersionWish = {}): ServedModel => {
    if (wanted !== undefined && wanted !== name) {
      throw new RadiantError('NOT_FOUND', `Model ${wanted} not found: this server has ${name}`, {
        reason: 'MODEL_NOT_FOUND',
      });
    }
    if ((version ?? '') !== '' || (label ?? '') !== '') {
      throw new RadiantError(
        'NOT_FOUND',
        `Model ${name} with version ${version ?? label} not found: it has no versions`,
        {
          reason: 'MODEL_VERSION_NOT_FOUND',
        },
      );
    }
    return model;
  };
  return {
    find,
    isReady: (wanted, wish) => find(wanted, wish).service.isReady(),
    isAllReady: () => service.isReady(),
    watchReady: (listener) => service.watchReady(listener),
    list: () => [{ name, version: '', state: service.isReady() ? 'READY' : 'UNAVAILABLE', reason: '' }],
    load: (wanted) => Promise.reject(fixed(wanted)),
    unload: (wanted) => Promise.reject(fixed(wanted)),
  };
}

function fixed(name: string): RadiantError {
  return new RadiantError(
    'UNIMPLEMENTED',
    `${name} cannot be loaded or unloaded: this server was started for one model; start it with --repository to change models`,
    { reason: 'MODELS_ARE_FIXED' },
  );
}
