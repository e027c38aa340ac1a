import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { type Environment, RadiantError } from '../../src/base/index.ts';
import { fetchModel } from '../../src/storage/index.ts';
import { listen } from './stores/listen.ts';

interface Seen {
  readonly authorization: string;
  readonly query: URLSearchParams;
}

/** A container with one blob, and Microsoft Entra beside it. */
async function startAzure(
  t: TestContext,
  refusal?: { readonly status: number; readonly code: string },
): Promise<{ address: string; seen: Seen[]; forms: string[] }> {
  const seen: Seen[] = [];
  const forms: string[] = [];
  const server = await listen((request, response) => {
    const url = new URL(request.url ?? '', 'http://localhost');
    if (url.pathname.endsWith('/oauth2/v2.0/token')) {
      request.on('data', (chunk: Buffer) => forms.push(`${url.pathname} ${chunk.toString()}`));
      request.on('end', () => response.end('{"access_token":"entra-token","expires_in":3600}'));
      return;
    }
    seen.push({ authorization: request.headers.authorization ?? '', query: url.searchParams });
    if (refusal !== undefined) response.writeHead(refusal.status, { 'x-ms-error-code': refusal.code }).end();
    else if (url.searchParams.get('comp') === 'list') {
      response.end(
        '<EnumerationResults><Blobs><Blob><Name>m/a</Name><Properties><Content-Length>2</Content-Length><Etag>0x1</Etag></Properties></Blob></Blobs></EnumerationResults>',
      );
    } else response.end('ok');
  });
  t.after(server.stop);
  return { address: server.address, seen, forms };
}

async function fetchFrom(
  t: TestContext,
  address: string,
  environment: Environment,
  uri = 'azureblob:models/m',
): Promise<void> {
  const cacheDir = mkdtempSync(join(tmpdir(), 'radiant-azure-'));
  t.after(() => rmSync(cacheDir, { recursive: true }));
  await fetchModel(uri, {
    environment: {
      AZURE_STORAGE_ACCOUNT: 'acc',
      AZURE_STORAGE_BLOB_ENDPOINT: address,
      AZURE_AUTHORITY_HOST: address,
      ...environment,
    },
    cacheDir,
  });
}

test('a program of Microsoft Entra gets a token with its secret, once', async (t) => {
  const { address, seen, forms } = await startAzure(t);
  await fetchFrom(t, address, { AZ_TENANT_ID: 'tenant', AZ_CLIENT_ID: 'client', AZ_CLIENT_SECRET: 'secret-words' });
  assert.equal(forms.length, 1);
  assert.match(forms[0] ?? '', /^\/tenant\/oauth2.*client_id=client.*client_secret=secret-words/);
  assert.deepEqual(new Set(seen.map(({ authorization }) => authorization)), new Set(['Bearer entra-token']));
});

test('a shared access signature goes into every address, from a variable or from the URI', async (t) => {
  const { address, seen } = await startAzure(t);
  await fetchFrom(t, address, { AZURE_STORAGE_SAS_TOKEN: '?sv=1&sig=a%2Bb' });
  await fetchFrom(t, address, {}, 'https://acc.blob.core.windows.net/models/m?sv=1&sig=a%2Bb');
  assert.equal(seen.length, 4);
  for (const { query } of seen) assert.equal(query.get('sig'), 'a+b');
});

const REFUSALS: readonly {
  readonly name: string;
  readonly environment: Environment;
  readonly status: number;
  readonly code: string;
  readonly says: RegExp;
}[] = [
  { name: 'no credentials', environment: {}, status: 404, code: 'ResourceNotFound', says: /set AZURE_STORAGE_KEY/ },
  {
    name: 'a wrong key',
    environment: { AZURE_STORAGE_KEY: 'c2VjcmV0' },
    status: 403,
    code: 'AuthenticationFailed',
    says: /credentials of AZURE_STORAGE_KEY/,
  },
  {
    name: 'no permission',
    environment: { AZURE_STORAGE_SAS_TOKEN: 'sig=secret-words' },
    status: 403,
    code: 'AuthorizationPermissionMismatch',
    says: /Storage Blob Data Reader/,
  },
  {
    name: 'no container',
    environment: { AZURE_STORAGE_KEY: 'c2VjcmV0' },
    status: 404,
    code: 'ContainerNotFound',
    says: /no container models in acc/,
  },
];
for (const { name, environment, status, code, says } of REFUSALS) {
  test(`Azure with ${name} says what to do, and never a secret`, async (t) => {
    const { address } = await startAzure(t, { status, code });
    await assert.rejects(fetchFrom(t, address, environment), (error) => {
      assert.ok(error instanceof RadiantError, String(error));
      assert.match(error.message, says);
      assert.doesNotMatch(error.message, /secret-words|c2VjcmV0/);
      return true;
    });
  });
}
