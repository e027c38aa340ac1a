import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Environment, RadiantError } from '../../base/index.ts';
import type { Checksum } from '../checksums/checksum.ts';
import type { ModelUri } from '../model-uri.ts';
import { askStoreForJson } from '../requests/ask-store.ts';
import type { ExplainFailure } from '../requests/store-failure.ts';
import type { RemoteObject, Scheme } from '../scheme.ts';
import { firstVariable } from '../settings/remote-settings.ts';

/** A repository of the Hugging Face hub, or of a server with its addresses (HF_ENDPOINT). */
export const hfScheme: Scheme = {
  forms: ['hf://org/model', 'hf://org/model@revision', 'hf://org/model/folder/or/file'],
  open: async (uri, context) => {
    const { environment } = context;
    const { repository, revision, path } = splitUri(uri);
    const endpoint = readEndpoint(environment);
    const token = await readToken(environment);
    const headers: Record<string, string> = token === undefined ? {} : { authorization: `Bearer ${token}` };
    const explain = explainHub(uri.shown, repository, token !== undefined);
    const reply = await askStoreForJson(context, {
      what: uri.shown,
      request: () => ({
        url: new URL(`${endpoint}/api/models/${repository}/revision/${encodeURIComponent(revision)}?blobs=true`),
        headers,
      }),
      explain,
    });
    const { sha, siblings } = readReply(reply, uri.shown);
    const chosen = siblings.filter(
      ({ rfilename: name }) => path === '' || name === path || name.startsWith(`${path}/`),
    );
    const isSingle = chosen.length === 1 && chosen[0]?.rfilename === path;
    const prefix = isSingle ? path.slice(0, path.lastIndexOf('/') + 1) : path === '' ? '' : `${path}/`;
    const objects = chosen.map(({ rfilename: name, size, blobId, lfs }): RemoteObject => {
      const sha256 = typeof lfs?.sha256 === 'string' ? lfs.sha256 : undefined;
      const url = new URL(
        `${endpoint}/${repository}/resolve/${encodeURIComponent(sha)}/${name.split('/').map(encodeURIComponent).join('/')}`,
      );
      return {
        path: name.slice(prefix.length),
        sizeBytes: typeof size === 'number' ? size : undefined,
        version: sha256 ?? (typeof blobId === 'string' ? blobId : sha),
        checksum: toChecksum(sha256),
        hasRanges: typeof size === 'number',
        explain,
        request: (range) => ({ url, headers: range === undefined ? headers : { ...headers, range } }),
      };
    });
    if (objects.length === 0 && path !== '') {
      throw new RadiantError('NOT_FOUND', `${repository} has no file or folder ${path} at ${revision}`, {
        reason: 'MODEL_NOT_FOUND',
      });
    }
    return { kind: 'objects', objects, isSingle };
  },
};

interface Sibling {
  readonly rfilename: string;
  readonly size?: unknown;
  readonly blobId?: unknown;
  readonly lfs?: { readonly sha256?: unknown } | null;
}

function toChecksum(sha256: string | undefined): Checksum | undefined {
  return sha256 !== undefined && /^[0-9a-f]{64}$/.test(sha256) ? { algorithm: 'sha256', hex: sha256 } : undefined;
}

/** `org/model@revision/path`; the `:revision` of KServe is taken too. The first models of the hub have no organisation. */
function splitUri({ rest, shown }: ModelUri): { repository: string; revision: string; path: string } {
  const match = /^\/*([\w.-]+(?:\/[\w.-]+)?)(?:[@:]([^/]+))?(?:\/(.*))?$/.exec(rest.replace(/\/+$/, ''));
  if (match === null) {
    throw new RadiantError(
      'INVALID_ARGUMENT',
      `${shown} names no repository: it should look like hf://org/model or hf://org/model@revision`,
      {
        reason: 'INVALID_URI',
      },
    );
  }
  return { repository: match[1] ?? '', revision: match[2] ?? 'main', path: match[3] ?? '' };
}

function readEndpoint({ HF_ENDPOINT }: Environment): string {
  const text = HF_ENDPOINT || 'https://huggingface.co';
  if (URL.canParse(text)) return text.replace(/\/+$/, '');
  throw new RadiantError('INVALID_ARGUMENT', 'HF_ENDPOINT is no address', { reason: 'INVALID_SETTING' });
}

async function readToken(environment: Environment): Promise<string | undefined> {
  const named = firstVariable(environment, 'HF_TOKEN', 'HUGGING_FACE_HUB_TOKEN');
  if (named !== undefined) return named;
  const { HF_HOME, HOME } = environment;
  const folder = HF_HOME || (HOME ? join(HOME, '.cache', 'huggingface') : undefined);
  const file = environment.HF_TOKEN_PATH || (folder === undefined ? undefined : join(folder, 'token'));
  const text = file === undefined ? undefined : await readFile(file, 'utf8').catch(() => undefined);
  return text?.trim() || undefined;
}

function readReply(reply: unknown, shown: string): { sha: string; siblings: readonly Sibling[] } {
  const { sha, siblings } = (reply ?? {}) as { sha?: unknown; siblings?: unknown };
  const isSibling = (each: unknown): each is Sibling =>
    typeof each === 'object' && each !== null && 'rfilename' in each && typeof each.rfilename === 'string';
  if (typeof sha === 'string' && Array.isArray(siblings) && siblings.every(isSibling)) return { sha, siblings };
  throw new RadiantError(
    'FAILED_PRECONDITION',
    `the hub's answer about ${shown} lacks sha or siblings: is HF_ENDPOINT right?`,
    {
      reason: 'STORE_REFUSED',
    },
  );
}

/** The hub answers 401 for what does not exist too, so as not to tell which private models there are. */
function explainHub(shown: string, repository: string, hasToken: boolean): ExplainFailure {
  return ({ status, headers }) => {
    const code = headers['x-error-code'];
    if (code === 'RevisionNotFound') {
      return new RadiantError('NOT_FOUND', `${repository} has no such revision (${shown})`, {
        reason: 'MODEL_NOT_FOUND',
      });
    }
    if (code === 'GatedRepo' || (status === 403 && hasToken)) {
      return new RadiantError(
        'PERMISSION_DENIED',
        `the token of HF_TOKEN may not read ${repository}: accept its terms on the hub, or use another token`,
        {
          reason: 'STORAGE_FORBIDDEN',
        },
      );
    }
    if (status !== 401 && status !== 403) return undefined;
    const hint = hasToken ? 'or the token of HF_TOKEN may not read it' : 'or it is private: set HF_TOKEN';
    return new RadiantError('UNAUTHENTICATED', `there is no model ${repository} on the hub, ${hint}`, {
      reason: 'NO_CREDENTIALS',
    });
  };
}
