import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { makeTar } from '../../../src/storage/archive/fixtures/make-tar.ts';
import { answerBytes, listen } from './listen.ts';
import type { Files, StoreEntry } from './store.ts';
import { writeFiles } from './write-files.ts';

/** A folder of this machine. */
export const fileStore: StoreEntry = {
  name: 'file',
  page: 'file',
  start: (files) => {
    const folder = mkdtempSync(join(tmpdir(), 'radiant-files-'));
    writeFiles(join(folder, 'iris'), files);
    return Promise.resolve({
      uri: `file://${folder}/iris`,
      environment: {},
      fileUri: (path) => join(folder, 'iris', path),
      missingUri: join(folder, 'none'),
      replace: (path, content) => Promise.resolve(writeFiles(join(folder, 'iris'), { [path]: content })),
      stop: () => Promise.resolve(rmSync(folder, { recursive: true })),
    });
  },
};

/** A mounted claim. */
export const pvcStore: StoreEntry = {
  name: 'pvc',
  page: 'pvc',
  start: (files) => {
    const folder = mkdtempSync(join(tmpdir(), 'radiant-claim-'));
    writeFiles(join(folder, 'iris'), files);
    return Promise.resolve({
      uri: 'pvc://my-claim/iris',
      environment: { RADIANT_PVC_PATHS: `other=/nowhere,my-claim=${folder}` },
      fileUri: (path) => `pvc://my-claim/iris/${path}`,
      missingUri: 'pvc://my-claim/none',
      stop: () => Promise.resolve(rmSync(folder, { recursive: true })),
    });
  },
};

/** A web server that has the model as one archive, and each of its files. */
export const httpStore: StoreEntry = {
  name: 'http',
  page: 'http',
  start: async (given) => {
    const files: Record<string, Buffer> = { ...given };
    const archive = (): Buffer =>
      gzipSync(makeTar(Object.entries(files).map(([name, content]) => ({ name, content }))));
    const server = await listen((request, response) => {
      const path = decodeURIComponent((request.url ?? '').slice(1));
      const content = path === 'iris.tar.gz' ? archive() : files[path];
      if (content === undefined) response.writeHead(404).end();
      else answerBytes(request, response, content, { etag: `"${content.toString('base64').slice(-40)}"` });
    });
    return {
      uri: `${server.address}/iris.tar.gz`,
      environment: {},
      fileUri: (path) => `${server.address}/${path.split('/').map(encodeURIComponent).join('/')}`,
      missingUri: `${server.address}/none.tar.gz`,
      replace: (path, content) => {
        files[path] = content;
        return Promise.resolve();
      },
      stop: server.stop,
    };
  },
};

/** Hadoop's WebHDFS, as its documentation describes it: the name node sends readers on to a data node. */
export const hdfsStore: StoreEntry = {
  name: 'hdfs (a stand-in for WebHDFS)',
  page: 'hdfs',
  start: async (given) => {
    const files: Record<string, Buffer> = { ...given };
    const server = await listen((request, response) => {
      const url = new URL(request.url ?? '', 'http://localhost');
      const path = decodeURIComponent(url.pathname).replace(/^\/(webhdfs\/v1|data)\/models\/iris\/?/, '');
      const reply = answerHdfs(files, path, url, request.headers.host ?? '');
      if ('location' in reply) response.writeHead(307, { location: reply.location }).end();
      else response.writeHead(reply.status).end(reply.body);
    });
    const host = server.address.replace('http://', '');
    return {
      uri: `webhdfs://${host}/models/iris`,
      environment: { HADOOP_USER_NAME: 'reader' },
      fileUri: (path) => `webhdfs://${host}/models/iris/${path}`,
      missingUri: `webhdfs://${host}/models/none`,
      replace: (path, content) => {
        files[path] = content;
        return Promise.resolve();
      },
      stop: server.stop,
    };
  },
};

type HdfsReply = { readonly status: number; readonly body: Buffer | string } | { readonly location: string };

function answerHdfs(files: Files, path: string, url: URL, host: string): HdfsReply {
  const query = url.searchParams;
  const content = files[path];
  const names = Object.keys(files).filter((name) => path === '' || name.startsWith(`${path}/`));
  if (query.get('user.name') !== 'reader') return { status: 401, body: '' };
  if (content === undefined && names.length === 0) return { status: 404, body: '{"RemoteException":{}}' };
  const describe = (name: string, bytes: Buffer | undefined): object => ({
    pathSuffix: name,
    type: bytes === undefined ? 'DIRECTORY' : 'FILE',
    length: bytes?.length ?? 0,
    modificationTime: bytes?.reduce((sum, byte) => sum + byte, 0) ?? 0,
  });
  if (query.get('op') === 'OPEN' && content !== undefined) {
    if (!url.pathname.startsWith('/data/'))
      return { location: `http://${host}${url.href.slice(url.origin.length).replace('/webhdfs/v1/', '/data/')}` };
    const offset = Number(query.get('offset') ?? 0);
    return {
      status: 200,
      body: content.subarray(offset, query.has('length') ? offset + Number(query.get('length')) : undefined),
    };
  }
  if (query.get('op') === 'GETFILESTATUS')
    return { status: 200, body: JSON.stringify({ FileStatus: describe('', content) }) };
  const below = new Set(names.map((name) => name.slice(path === '' ? 0 : path.length + 1).split('/')[0] ?? ''));
  const list = [...below].map((name) => describe(name, files[[path, name].filter(Boolean).join('/')]));
  return { status: 200, body: JSON.stringify({ FileStatuses: { FileStatus: list } }) };
}
