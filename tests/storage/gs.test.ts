import assert from 'node:assert/strict';
import { createVerify, generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { RadiantError } from '../../src/base/index.ts';
import { fetchModel } from '../../src/storage/index.ts';
import { listen } from './stores/listen.ts';

const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });

test("a service account's key becomes a token, and its requests carry it", async (t) => {
  const cacheDir = mkdtempSync(join(tmpdir(), 'radiant-gs-'));
  t.after(() => rmSync(cacheDir, { recursive: true }));
  let assertion = '';
  const server = await listen((request, response) => {
    if (request.url === '/token') {
      request.on('data', (chunk: Buffer) => {
        assertion += chunk.toString();
      });
      request.on('end', () => response.end(JSON.stringify({ access_token: 'the-token', expires_in: 3600 })));
    } else if (request.headers.authorization !== 'Bearer the-token') response.writeHead(401).end();
    else if (request.url?.includes('alt=media')) response.end('ok');
    else response.end(JSON.stringify({ items: [{ name: 'm/a', size: '2', generation: '1' }] }));
  });
  t.after(server.stop);
  const key = {
    type: 'service_account',
    client_email: 'models@project.iam.gserviceaccount.com',
    private_key: privateKey.export({ type: 'pkcs8', format: 'pem' }),
    token_uri: `${server.address}/token`,
  };
  const environment = {
    STORAGE_EMULATOR_HOST: server.address,
    RCLONE_CONFIG_GS_SERVICE_ACCOUNT_CREDENTIALS: JSON.stringify(key),
  };
  await fetchModel('gs://models/m', { environment, cacheDir });
  const [head = '', claims = '', signature = ''] = (new URLSearchParams(assertion).get('assertion') ?? '').split('.');
  assert.ok(createVerify('RSA-SHA256').update(`${head}.${claims}`).verify(publicKey, signature, 'base64url'));
  const said = JSON.parse(Buffer.from(claims, 'base64url').toString()) as Record<string, unknown>;
  assert.deepEqual([said.iss, said.aud], [key.client_email, key.token_uri]);
});

const BROKEN = [
  ['no JSON', '{"private_key": "secret-words'],
  ['no key in it', '{"type": "service_account"}'],
  ['a key that is none', '{"type":"service_account","client_email":"a@b","private_key":"secret-words"}'],
] as const;
for (const [name, credentials] of BROKEN) {
  test(`credentials with ${name} are an error that names the variable and not the secret`, async () => {
    const environment = { RCLONE_CONFIG_GS_SERVICE_ACCOUNT_CREDENTIALS: credentials };
    await assert.rejects(fetchModel('gs://models/m', { environment, cacheDir: tmpdir() }), (error) => {
      assert.ok(error instanceof RadiantError, String(error));
      assert.match(error.message, /RCLONE_CONFIG_GS_SERVICE_ACCOUNT_CREDENTIALS/);
      assert.doesNotMatch(error.message, /secret-words/);
      return true;
    });
  });
}
