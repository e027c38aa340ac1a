import { createHash } from 'node:crypto';
import { answerBytes, listen } from './listen.ts';
import type { StoreEntry } from './store.ts';

/** The hub's addresses, with its habit of sending readers of large files on to another server, which must not get the token. */
export const hfStore: StoreEntry = {
  name: 'hf (a stand-in for the hub)',
  page: 'hf',
  start: async (given) => {
    const files: Record<string, Buffer> = { ...given };
    const hash = (algorithm: string, content: Buffer): string => createHash(algorithm).update(content).digest('hex');
    const cdn = await listen((request, response) => {
      const content = files[decodeURIComponent((request.url ?? '').slice(1))];
      if (content === undefined || request.headers.authorization !== undefined) response.writeHead(400).end();
      else answerBytes(request, response, content);
    });
    const hub = await listen((request, response) => {
      const path = decodeURIComponent((request.url ?? '').split('?')[0] ?? '');
      if (request.headers.authorization !== 'Bearer hf-secret') response.writeHead(401).end();
      else if (/^\/api\/models\/acme\/iris\/revision\/(main|v1)$/.test(path)) {
        const siblings = Object.entries(files).map(([rfilename, content]) => ({
          rfilename,
          size: content.length,
          blobId: hash('sha1', content),
          ...(content.length > 100 ? { lfs: { sha256: hash('sha256', content), size: content.length } } : {}),
        }));
        response.end(JSON.stringify({ id: 'acme/iris', sha: 'a'.repeat(40), siblings }));
      } else if (path.startsWith(`/acme/iris/resolve/${'a'.repeat(40)}/`)) {
        const name = path.split('/').slice(5).join('/');
        response.writeHead(302, { location: `${cdn.address}/${encodeURIComponent(name)}` }).end();
      } else
        response
          .writeHead(404, { 'x-error-code': path.includes('acme/iris') ? 'RevisionNotFound' : 'RepoNotFound' })
          .end();
    });
    return {
      uri: 'hf://acme/iris@v1',
      environment: { HF_ENDPOINT: hub.address, HF_TOKEN: 'hf-secret' },
      fileUri: (path) => `hf://acme/iris/${path}`,
      missingUri: 'hf://acme/iris@v2',
      replace: (path, content) => {
        files[path] = content;
        return Promise.resolve();
      },
      stop: async () => {
        await hub.stop();
        await cdn.stop();
      },
    };
  },
};
