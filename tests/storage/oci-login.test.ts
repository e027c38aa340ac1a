import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { type Environment, RadiantError } from '../../src/base/index.ts';
import { type FetchOptions, fetchModel } from '../../src/storage/index.ts';
import { listen } from './stores/listen.ts';
import { digestOf, fileLayers, makeManifest, pushFiles, REGISTRY_LOGIN, startRegistry } from './stores/oci-store.ts';
import { type StandInRegistry, startStandIn } from './stores/stand-in-registry.ts';
import { readFiles } from './stores/write-files.ts';

const FILES = { 'model.joblib': Buffer.from(Uint8Array.from({ length: 200_000 }, (_, index) => (index * 13) % 251)) };
const { username, password } = REGISTRY_LOGIN;
const AUTH = Buffer.from(`${username}:${password}`).toString('base64');

function makeFolder(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'radiant-oci-login-'));
  t.after(() => rmSync(folder, { recursive: true }));
  return folder;
}

async function fetchIris(
  t: TestContext,
  uri: string,
  environment: Environment,
  limits: FetchOptions['limits'] = {},
): Promise<void> {
  const options = { environment, cacheDir: makeFolder(t), limits: { attempts: 2, ...limits } };
  assert.deepEqual(readFiles((await fetchModel(uri, options)).path), FILES);
}

async function assertRefused(run: Promise<unknown>, code: string, says: RegExp): Promise<void> {
  await assert.rejects(run, (error) => {
    assert.ok(error instanceof RadiantError, String(error));
    assert.match(error.message, says);
    assert.equal(error.code, code, error.message);
    assert.doesNotMatch(error.message, new RegExp(`${password}|${AUTH}`));
    return true;
  });
}

test('a registry with a password: where the login may be, and what is said without it', async (t) => {
  const registry = await startRegistry({ hasLogin: true });
  if ('missing' in registry) return t.skip(registry.missing);
  t.after(registry.stop);
  await pushFiles(registry, 'models/iris:v1', FILES);
  const uri = `oci://${registry.host}/models/iris:v1`;
  const config = (auths: object): string => JSON.stringify({ auths });
  const write = (name: string, text: string): string => {
    const folder = makeFolder(t);
    mkdirSync(join(folder, name, '..'), { recursive: true });
    writeFileSync(join(folder, name), text);
    return folder;
  };
  const entry = { [registry.host]: { auth: AUTH } };
  const good: readonly (readonly [string, Environment])[] = [
    ['variables', { RADIANT_OCI_USERNAME: username, RADIANT_OCI_PASSWORD: password }],
    ['DOCKER_CONFIG', { DOCKER_CONFIG: write('config.json', config(entry)) }],
    ['a mounted secret', { DOCKER_CONFIG: write('.dockerconfigjson', config(entry)) }],
    [
      'the home folder',
      { HOME: write('.docker/config.json', config({ [`http://${registry.host}/v2/`]: { auth: AUTH } })) },
    ],
    [
      'podman',
      { XDG_RUNTIME_DIR: write('containers/auth.json', config({ [`${registry.host}/models`]: { auth: AUTH } })) },
    ],
    ['a secret by envFrom', { '.dockerconfigjson': config({ [registry.host]: { username, password } }) }],
    [
      'DOCKER_AUTH_CONFIG, before a file',
      {
        DOCKER_AUTH_CONFIG: config(entry),
        DOCKER_CONFIG: write('config.json', config({ [registry.host]: { auth: 'bm86bm8=' } })),
      },
    ],
    [
      'the longest of several',
      {
        DOCKER_AUTH_CONFIG: config({
          [registry.host]: { auth: 'bm86bm8=' },
          [`${registry.host}/models/iris`]: { auth: AUTH },
        }),
      },
    ],
  ];
  for (const [name, environment] of good)
    await t.test(`login by ${name}`, async (inner) => await fetchIris(inner, uri, environment));
  const bad: readonly (readonly [string, Environment, RegExp])[] = [
    ['no login', {}, /set RADIANT_OCI_USERNAME and RADIANT_OCI_PASSWORD.*DOCKER_CONFIG/],
    [
      'a login of another registry',
      { DOCKER_AUTH_CONFIG: config({ 'other.example.com': { auth: AUTH } }) },
      /set RADIANT_OCI_USERNAME/,
    ],
    [
      'a wrong login',
      { RADIANT_OCI_USERNAME: 'someone', RADIANT_OCI_PASSWORD: password },
      /does not accept the login of RADIANT_OCI_USERNAME/,
    ],
    ['half a login', { RADIANT_OCI_USERNAME: username }, /RADIANT_OCI_PASSWORD is not/],
  ];
  for (const [name, environment, says] of bad)
    await t.test(
      name,
      async (inner) => await assertRefused(fetchIris(inner, uri, environment), 'UNAUTHENTICATED', says),
    );
  await t.test('a config that is no JSON', async (inner) => {
    const environment = { DOCKER_AUTH_CONFIG: `{"auths": "${password}` };
    await assertRefused(fetchIris(inner, uri, environment), 'INVALID_ARGUMENT', /DOCKER_AUTH_CONFIG is not the JSON/);
  });
});

/** Wants a token of a service of its own, as the registries of GitHub or Docker do. */
async function startWithTokens(
  t: TestContext,
  { seconds = 300, grants = true } = {},
): Promise<StandInRegistry & { readonly forms: string[] }> {
  const forms: string[] = [];
  let count = 0;
  let valid = '';
  const bend = (request: IncomingMessage, response: ServerResponse, seen: StandInRegistry['seen']): boolean => {
    const { url = '', headers } = request;
    if (url.startsWith('/token')) {
      request.on('data', (chunk: Buffer) => forms.push(chunk.toString()));
      request.on('end', () => {
        count += 1;
        valid = `token-${count}`;
        if (grants) response.end(JSON.stringify({ token: valid, expires_in: seconds }));
        else response.writeHead(401).end('{"errors":[{"code":"UNAUTHORIZED"}]}');
      });
      return true;
    }
    if (headers.authorization === `Bearer ${valid}` && valid !== '') return false;
    const realm = `http://${headers.host}/token`;
    const challenge = `Bearer realm="${realm}",service="registry, of tests",scope="repository:models/iris:pull"`;
    response
      .writeHead(401, { 'www-authenticate': challenge })
      .end(`{"errors":[{"code":"UNAUTHORIZED"}],"n":${seen.length}}`);
    return true;
  };
  const standIn = await startStandIn(FILES, { bend });
  t.after(standIn.stop);
  return { ...standIn, forms };
}

test('a token is asked for without a login, once, for the scope that the registry names', async (t) => {
  const { uri, seen } = await startWithTokens(t);
  await fetchIris(t, uri, {}, { partBytes: 50_000 });
  const asked = seen.filter(({ url }) => url.startsWith('/token'));
  assert.equal(asked.length, 1);
  const query = new URL(asked[0]?.url ?? '', 'http://x').searchParams;
  assert.deepEqual([query.get('service'), query.get('scope')], ['registry, of tests', 'repository:models/iris:pull']);
  assert.equal(asked[0]?.authorization, '');
  assert.ok(seen.slice(2).every(({ authorization }) => authorization === 'Bearer token-1'));
});

test('a password goes to the token service only, a refresh token in a form', async (t) => {
  const { uri, host, seen, forms } = await startWithTokens(t);
  await fetchIris(t, uri, { RADIANT_OCI_USERNAME: username, RADIANT_OCI_PASSWORD: password });
  assert.deepEqual(
    seen.filter(({ authorization }) => authorization.startsWith('Basic')).map(({ url }) => url.split('?')[0]),
    ['/token'],
  );
  const auths = { [host]: { auth: AUTH, identitytoken: 'refresh-me' } };
  await fetchIris(t, uri, { DOCKER_AUTH_CONFIG: JSON.stringify({ auths }) });
  assert.match(
    forms[0] ?? '',
    /grant_type=refresh_token.*refresh_token=refresh-me.*scope=repository%3Amodels%2Firis%3Apull/,
  );
});

test('a token that ends during a long download is replaced', async (t) => {
  const { uri, seen } = await startWithTokens(t, { seconds: 0.001 });
  await fetchIris(t, uri, {}, { partBytes: 50_000, parallel: 1 });
  assert.ok(seen.filter(({ url }) => url.startsWith('/token')).length > 1);
});

test('a token service that refuses says which variables to set, or that the login is wrong', async (t) => {
  const { uri } = await startWithTokens(t, { grants: false });
  await assertRefused(fetchIris(t, uri, {}), 'UNAUTHENTICATED', /set RADIANT_OCI_USERNAME/);
  const environment = { RADIANT_OCI_USERNAME: username, RADIANT_OCI_PASSWORD: password };
  await assertRefused(
    fetchIris(t, uri, environment),
    'UNAUTHENTICATED',
    /does not accept the login of RADIANT_OCI_USERNAME/,
  );
});

test('a login that may not pull is told so', async (t) => {
  const { uri, stop } = await startStandIn(FILES, {
    bend: (_, response) => {
      response.writeHead(403).end('{"errors":[{"code":"DENIED"}]}');
      return true;
    },
  });
  t.after(stop);
  await assertRefused(
    fetchIris(t, uri, { RADIANT_OCI_TOKEN: password }),
    'PERMISSION_DENIED',
    /RADIANT_OCI_TOKEN may not pull models\/iris/,
  );
});

test('blobs may lie elsewhere, and the token does not go there', async (t) => {
  const blob = FILES['model.joblib'];
  let strange = '';
  const elsewhere = await listen((request, response) => {
    strange += request.headers.authorization ?? '';
    response.end(blob);
  });
  t.after(elsewhere.stop);
  const { uri, stop } = await startStandIn(FILES, {
    bend: (request, response) => {
      if (request.url?.includes('/blobs/') !== true) return false;
      response.writeHead(307, { location: `${elsewhere.address}/${request.url.split('/').at(-1)}` }).end();
      return true;
    },
  });
  t.after(stop);
  await fetchIris(t, uri, { RADIANT_OCI_TOKEN: password });
  assert.equal(strange, '');
});

test('a blob that is cut goes on where it was cut', async (t) => {
  const { uri, seen, stop } = await startStandIn(FILES, {
    bend: (request, response, all) => {
      if (request.url?.includes('/blobs/') !== true || all.filter(({ url }) => url.includes('/blobs/')).length > 1)
        return false;
      const content = FILES['model.joblib'];
      response
        .writeHead(200, { 'content-length': content.length })
        .write(content.subarray(0, 70_000), () => response.destroy());
      return true;
    },
  });
  t.after(stop);
  await fetchIris(t, uri, {});
  assert.match(seen.at(-1)?.range ?? '', /^bytes=[1-9]\d*-199999$/);
});

const DAMAGED: readonly { readonly name: string; readonly kind: 'manifests' | 'blobs'; readonly says: RegExp }[] = [
  { name: 'a blob', kind: 'blobs', says: /model\.joblib has the sha256 [0-9a-f]{64} after the download/ },
  { name: 'a manifest', kind: 'manifests', says: /the manifest of .* has the digest sha256:/ },
];
for (const { name, kind, says } of DAMAGED) {
  test(`${name} with another content than its digest says is refused`, async (t) => {
    const good = makeManifest(fileLayers(FILES));
    const { uri, stop } = await startStandIn(FILES, {
      bend: (request, response) => {
        if (request.url?.includes(`/${kind}/`) !== true) return false;
        const headers = kind === 'blobs' ? {} : { 'docker-content-digest': digestOf(good) };
        response
          .writeHead(200, headers)
          .end(kind === 'blobs' ? Buffer.alloc(200_000, 1) : good.replace('v1.tar', 'v2.tar'));
        return true;
      },
    });
    t.after(stop);
    await assertRefused(fetchIris(t, uri, {}), 'DATA_LOSS', says);
  });
}

const MANIFESTS: readonly { readonly name: string; readonly manifest: string; readonly says: RegExp }[] = [
  { name: 'no JSON', manifest: '<html>', says: /is no JSON object/ },
  { name: 'no layers', manifest: '{"schemaVersion":1,"fsLayers":[]}', says: /without layers/ },
  {
    name: 'a digest that is a path',
    manifest: '{"layers":[{"digest":"../../x","size":1}]}',
    says: /without a good digest/,
  },
  {
    name: 'a size that is none',
    manifest: `{"layers":[{"digest":"sha256:${'0'.repeat(64)}","size":-1}]}`,
    says: /size/,
  },
  { name: 'an index of nothing', manifest: '{"manifests":[]}', says: /index without a manifest/ },
];
for (const { name, manifest, says } of MANIFESTS) {
  test(`a manifest with ${name} is refused`, async (t) => {
    const { uri, stop } = await startStandIn(FILES, { manifest });
    t.after(stop);
    await assertRefused(fetchIris(t, uri, {}), 'FAILED_PRECONDITION', says);
  });
}
