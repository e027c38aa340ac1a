import { type Environment, RadiantError } from '../base/index.ts';
import { fileScheme } from './file/index.ts';
import { httpScheme } from './http/index.ts';
import type { ModelUri } from './model-uri.ts';
import { s3Scheme } from './s3/index.ts';
import type { Scheme } from './scheme.ts';

/** Every scheme by the word before the `:`. */
export const SCHEMES: Readonly<Record<string, Scheme>> = {
  file: fileScheme,
  http: httpScheme,
  https: httpScheme,
  s3: s3Scheme,
  s3a: s3Scheme,
};

/** Chooses who opens a URI. Throws INVALID_ARGUMENT that lists the schemes when nobody does. */
export function findScheme(uri: ModelUri, _environment: Environment): Scheme {
  const scheme = Object.hasOwn(SCHEMES, uri.scheme) ? SCHEMES[uri.scheme] : undefined;
  if (scheme !== undefined) return scheme;
  throw new RadiantError(
    'INVALID_ARGUMENT',
    `${uri.shown}: the scheme ${uri.scheme} is not known; there are ${Object.keys(SCHEMES).join(', ')}`,
    {
      reason: 'UNKNOWN_SCHEME',
    },
  );
}
