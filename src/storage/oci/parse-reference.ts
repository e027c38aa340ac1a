import { RadiantError } from '../../base/index.ts';
import type { ModelUri } from '../model-uri.ts';

/** Which manifest of which repository a URI names, and what of its content. */
export interface Reference {
  /** Host that requests go to, with its port. */
  readonly registry: string;
  /** `models/iris`. */
  readonly repository: string;
  /** A tag, or a digest. */
  readonly name: string;
  /** `sha256:...`, when the URI pins the content. */
  readonly digest: string | undefined;
  /** File or folder in the model; empty for all of it. */
  readonly path: string;
}

/** Source: OCI distribution specification 1.1, "Pulling manifests". */
const PART = '[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*';
const TAG = '[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}';
export const DIGEST = /^(?:sha256:[0-9a-f]{64}|sha512:[0-9a-f]{128})$/;
const HOST = /^(?:[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?|\[[0-9A-Fa-f:.]+\])(?::\d{1,5})?$/;
const REFERENCE = new RegExp(`^(${PART}(?:/${PART})*)(?::(${TAG}))?(?:@([a-z0-9]+:[0-9a-f]+))?(?:/(.*))?$`);

/**
 * Reads `oci://registry/name:tag@digest/path`. As with docker, a first word that can be no host (no dot, no port, not localhost) belongs to a
 * repository of Docker Hub. Throws INVALID_ARGUMENT.
 */
export function parseReference({ rest, shown }: ModelUri): Reference {
  const words = rest.replace(/^\/+/, '');
  const slash = words.indexOf('/');
  const first = slash < 0 ? '' : words.slice(0, slash);
  const isHost = /[.:]/.test(first) || first === 'localhost';
  const host = isHost ? first : 'docker.io';
  const match = REFERENCE.exec(isHost ? words.slice(slash + 1) : words);
  const [, repository = '', tag, digest, path = ''] = match ?? [];
  if (match === null || !HOST.test(host) || (path !== '' && tag === undefined && digest === undefined)) {
    throw invalid(
      `${shown} should look like oci://registry.example.com/models/iris:v1, or ...@sha256:DIGEST; a file or folder of it may follow after a slash. Names are in lower case`,
    );
  }
  if (digest !== undefined && !DIGEST.test(digest))
    throw invalid(`${shown} has a broken digest: it should be sha256: and 64 hexadecimal digits`);
  const isHub = host === 'docker.io' || host === 'index.docker.io';
  return {
    registry: isHub ? 'registry-1.docker.io' : host,
    repository: isHub && !repository.includes('/') ? `library/${repository}` : repository,
    name: digest ?? tag ?? 'latest',
    digest,
    path: decodePath(path).replace(/^\/+|\/+$/g, ''),
  };
}

function decodePath(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

function invalid(message: string): RadiantError {
  return new RadiantError('INVALID_ARGUMENT', message, { reason: 'INVALID_URI' });
}
