import { RadiantError } from '../../base/index.ts';
import type { StoreFailure } from '../requests/store-failure.ts';
import type { Login } from './find-login.ts';
import type { Reference } from './parse-reference.ts';

/** What the words of a registry mean for the user: codes of the OCI distribution specification. */
export function explainRegistry(
  { status, text }: StoreFailure,
  {
    reference,
    shown,
    login,
  }: { readonly reference: Reference; readonly shown: string; readonly login: Login | undefined },
): RadiantError | undefined {
  const { registry, repository, name } = reference;
  const code = /"code"\s*:\s*"([A-Z_]{1,40})"/.exec(text)?.[1];
  if (status === 404) {
    const what =
      code === 'NAME_UNKNOWN'
        ? `repository ${repository}`
        : code === 'BLOB_UNKNOWN'
          ? `blob that the manifest of ${repository}:${name} names`
          : `${repository}${name.includes(':') ? '@' : ':'}${name}`;
    return new RadiantError('NOT_FOUND', `the registry ${registry} has no ${what} (${shown})`, {
      reason: 'MODEL_NOT_FOUND',
    });
  }
  if (status !== 401 && status !== 403) return undefined;
  if (login === undefined) {
    return new RadiantError(
      'UNAUTHENTICATED',
      `the registry ${registry} does not show ${repository} to everybody: set RADIANT_OCI_USERNAME and RADIANT_OCI_PASSWORD, ` +
        'or have its login in the config.json of DOCKER_CONFIG (credential helpers are not asked)',
      { reason: 'NO_CREDENTIALS' },
    );
  }
  if (status === 403 || code === 'DENIED') {
    return new RadiantError(
      'PERMISSION_DENIED',
      `the login of ${login.origin} may not pull ${repository} from ${registry}`,
      { reason: 'STORAGE_FORBIDDEN' },
    );
  }
  return new RadiantError(
    'UNAUTHENTICATED',
    `the registry ${registry} does not accept the login of ${login.origin} for ${repository}`,
    { reason: 'NO_CREDENTIALS' },
  );
}
