import { existsSync } from 'node:fs';
import { resolve, sep } from 'node:path';
import { type Environment, RadiantError } from '../../base/index.ts';
import { openPath } from '../file/index.ts';
import type { ModelUri } from '../model-uri.ts';
import type { Scheme } from '../scheme.ts';

/** Where the operator mounts the one claim of a pod. */
const DEFAULT_MOUNT = '/mnt/pvc';

/** A persistent volume claim that is mounted as a folder. RADIANT_PVC_PATHS says where: `claim=/folder,other=/folder`. */
export const pvcScheme: Scheme = {
  forms: ['pvc://claim/path'],
  open: async (uri, context) => await openPath(toPath(uri, context.environment), uri, context),
};

function toPath({ rest, shown }: ModelUri, environment: Environment): string {
  const [claim = '', ...parts] = rest.replace(/^\/+/, '').split('/');
  if (claim === '') throw invalid(`${shown} names no claim: it should look like pvc://claim/path`);
  const mount = findMount(claim, environment);
  if (mount === undefined) {
    throw new RadiantError(
      'FAILED_PRECONDITION',
      `nobody says where the claim ${claim} is mounted: set RADIANT_PVC_PATHS, for example RADIANT_PVC_PATHS=${claim}=/mnt/${claim}`,
      { reason: 'PVC_NOT_MOUNTED' },
    );
  }
  const root = resolve(mount);
  const path = resolve(root, parts.join('/'));
  if (path !== root && !path.startsWith(root === sep ? sep : root + sep)) throw invalid(`${shown} leaves the claim`);
  return path;
}

function findMount(claim: string, { RADIANT_PVC_PATHS = '' }: Environment): string | undefined {
  for (const pair of RADIANT_PVC_PATHS.split(',')) {
    const at = pair.indexOf('=');
    if (at > 0 && pair.slice(0, at).trim() === claim) return pair.slice(at + 1).trim();
  }
  return existsSync(DEFAULT_MOUNT) ? DEFAULT_MOUNT : undefined;
}

function invalid(message: string): RadiantError {
  return new RadiantError('INVALID_ARGUMENT', message, { reason: 'INVALID_URI' });
}
