import { type Environment, RadiantError } from '../../base/index.ts';
import type { ModelUri } from '../model-uri.ts';
import { askStoreForJson } from '../requests/ask-store.ts';
import type { ExplainFailure } from '../requests/store-failure.ts';
import type { RemoteObject, Scheme } from '../scheme.ts';
import type { StorageContext } from '../storage-context.ts';

interface FileStatus {
  readonly pathSuffix?: unknown;
  readonly type?: unknown;
  readonly length?: unknown;
  readonly modificationTime?: unknown;
}

const MAX_DEPTH = 64;
/** Port of the name node's web server, since Hadoop 3. */
const DEFAULT_PORT = 9870;

/** Hadoop's file system through WebHDFS, its REST interface ("WebHDFS REST API", Hadoop documentation). No Kerberos. */
export const hdfsScheme: Scheme = {
  forms: ['hdfs://namenode/path', 'webhdfs://namenode:9870/path'],
  open: async (uri, context) => {
    const { root, path } = readAddress(uri, context.environment);
    const access = readAccess(context.environment);
    const explain = explainHdfs(uri.shown);
    const urlOf = (at: string, query: Record<string, string>): URL =>
      new URL(
        `${root}${at.split('/').map(encodeURIComponent).join('/')}?${new URLSearchParams({ ...query, ...access })}`,
      );
    const ask = (at: string, op: string): Promise<unknown> =>
      askStoreForJson(context, { what: uri.shown, request: () => ({ url: urlOf(at, { op }), headers: {} }), explain });
    const toObject = (at: string, relative: string, status: FileStatus): RemoteObject => ({
      path: relative,
      sizeBytes: Number(status.length),
      version: `${String(status.modificationTime)} ${String(status.length)}`,
      checksum: undefined,
      hasRanges: true,
      isRangeInUrl: true,
      explain,
      request: (range) => ({ url: urlOf(at, { op: 'OPEN', ...toOffsets(range) }), headers: {} }),
    });
    const { FileStatus: status } = (await ask(path, 'GETFILESTATUS')) as { FileStatus?: FileStatus };
    if (status?.type === 'FILE') {
      return { kind: 'objects', isSingle: true, objects: [toObject(path, path.split('/').at(-1) ?? '', status)] };
    }
    return { kind: 'objects', isSingle: false, objects: await listTree(ask, path, context, toObject) };
  },
};

async function listTree(
  ask: (at: string, op: string) => Promise<unknown>,
  root: string,
  { limits }: StorageContext,
  toObject: (at: string, relative: string, status: FileStatus) => RemoteObject,
): Promise<RemoteObject[]> {
  const objects: RemoteObject[] = [];
  const walk = async (at: string, relative: string, depth: number): Promise<void> => {
    const reply = (await ask(at, 'LISTSTATUS')) as { FileStatuses?: { FileStatus?: readonly FileStatus[] } };
    for (const status of reply.FileStatuses?.FileStatus ?? []) {
      const name = String(status.pathSuffix);
      const below = relative === '' ? name : `${relative}/${name}`;
      if (objects.length > limits.maxFiles || depth > MAX_DEPTH) {
        throw new RadiantError('OUT_OF_RANGE', `${root} has more or deeper files than a model would`, {
          reason: 'MODEL_TOO_LARGE',
        });
      }
      if (status.type === 'DIRECTORY') await walk(`${at}/${name}`, below, depth + 1);
      else objects.push(toObject(`${at}/${name}`, below, status));
    }
  };
  await walk(root, '', 0);
  return objects;
}

/** `bytes=10-19` as WebHDFS has it. */
function toOffsets(range: string | undefined): Record<string, string> {
  const match = /^bytes=(\d+)-(\d*)$/.exec(range ?? '');
  if (match === null) return {};
  const [offset, end] = [Number(match[1]), match[2]];
  return { offset: String(offset), ...(end ? { length: String(Number(end) - offset + 1) } : {}) };
}

function readAddress({ rest, shown, scheme }: ModelUri, { WEBHDFS_URL }: Environment): { root: string; path: string } {
  const match = /^([^/]*)(\/.*)?$/.exec(rest);
  const host = match?.[1] ?? '';
  const path = (match?.[2] ?? '').replace(/\/+/g, '/').replace(/\/$/, '');
  const named = WEBHDFS_URL?.replace(/\/+$/, '').replace(/\/webhdfs\/v1$/, '');
  // The port of hdfs:// is that of Hadoop's own protocol.
  const own = scheme === 'webhdfs' || scheme === 'swebhdfs' ? host : host.replace(/:\d+$/, '');
  const base =
    named || `${scheme === 'swebhdfs' ? 'https' : 'http'}://${/:\d+$/.test(own) ? own : `${own}:${DEFAULT_PORT}`}`;
  if ((host === '' && !named) || !URL.canParse(base)) {
    throw new RadiantError(
      'INVALID_ARGUMENT',
      `${shown} names no host: it should look like webhdfs://namenode:9870/path, or set WEBHDFS_URL`,
      {
        reason: 'INVALID_URI',
      },
    );
  }
  return { root: `${base}/webhdfs/v1`, path };
}

function readAccess({ HADOOP_USER_NAME, WEBHDFS_DELEGATION_TOKEN }: Environment): Record<string, string> {
  if (WEBHDFS_DELEGATION_TOKEN) return { delegation: WEBHDFS_DELEGATION_TOKEN };
  return HADOOP_USER_NAME ? { 'user.name': HADOOP_USER_NAME } : {};
}

function explainHdfs(shown: string): ExplainFailure {
  return ({ status }) => {
    if (status !== 401 && status !== 403) return undefined;
    return new RadiantError(
      status === 401 ? 'UNAUTHENTICATED' : 'PERMISSION_DENIED',
      `HDFS does not give ${shown} (${status}): set HADOOP_USER_NAME, or WEBHDFS_DELEGATION_TOKEN where Kerberos is on`,
      { reason: status === 401 ? 'NO_CREDENTIALS' : 'STORAGE_FORBIDDEN' },
    );
  };
}
