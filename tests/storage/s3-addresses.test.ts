import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, request as send } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { type Environment, RadiantError } from '../../src/base/index.ts';
import { fetchModel } from '../../src/storage/index.ts';
import { putFiles, S3_KEYS, startMoto } from './stores/s3-store.ts';
import { readFiles } from './stores/write-files.ts';

/** A proxy: hands plain requests on to a store with the host that they name, and only writes down where the others want to go. */
async function startProxy(t: TestContext, endpoint: string): Promise<{ address: string; seen: string[] }> {
  const seen: string[] = [];
  const server = createServer((request, response) => {
    const asked = new URL(request.url ?? '', 'http://none');
    seen.push(`${asked.host}${asked.pathname}`);
    const headers = { ...request.headers, host: asked.host };
    const passed = send(new URL(asked.pathname + asked.search, endpoint), { headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 500, answer.headers);
      answer.pipe(response);
    });
    request.pipe(passed);
  });
  server.on('connect', (request, socket) => {
    seen.push(request.url ?? '');
    socket.end('HTTP/1.1 404 Not Found\r\n\r\n');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  return { address: `http://127.0.0.1:${(server.address() as { port: number }).port}`, seen };
}

function makeCache(t: TestContext): string {
  const cacheDir = mkdtempSync(join(tmpdir(), 'radiant-s3-address-'));
  t.after(() => rmSync(cacheDir, { recursive: true }));
  return cacheDir;
}

test('the bucket goes into the host or the path as the variables say, with moto behind a proxy', async (t) => {
  const moto = await startMoto();
  t.after(moto.stop);
  await putFiles(moto.endpoint, 'models', 'iris', { 'a b': Buffer.from('1') });
  const proxy = await startProxy(t, moto.endpoint);
  const base = { ...S3_KEYS, HTTP_PROXY: proxy.address, AWS_ENDPOINT_URL: 'http://s3.amazonaws.com' };
  const cases: readonly (readonly [Environment, string, string])[] = [
    [{}, 's3.amazonaws.com/models/', 's3.amazonaws.com/models/iris/a%20b'],
    [{ S3_USE_VIRTUAL_BUCKET: '1' }, 'models.s3.amazonaws.com/', 'models.s3.amazonaws.com/iris/a%20b'],
    [{ RCLONE_CONFIG_S3_FORCE_PATH_STYLE: 'false' }, 'models.s3.amazonaws.com/', 'models.s3.amazonaws.com/iris/a%20b'],
    [
      { S3_USE_VIRTUAL_BUCKET: '1', RCLONE_CONFIG_S3_FORCE_PATH_STYLE: 'true' },
      's3.amazonaws.com/models/',
      's3.amazonaws.com/models/iris/a%20b',
    ],
  ];
  for (const [own, list, file] of cases) {
    const from = proxy.seen.length;
    const { path } = await fetchModel('s3://models/iris', { environment: { ...base, ...own }, cacheDir: makeCache(t) });
    assert.deepEqual(readFiles(path), { 'a b': Buffer.from('1') });
    assert.deepEqual(proxy.seen.slice(from), [list, file], JSON.stringify(own));
  }
});

const HOSTS: readonly (readonly [Environment, string, string])[] = [
  [{}, 's3://models/iris', 'models.s3.us-east-1.amazonaws.com:443'],
  [{ AWS_REGION: 'eu-west-1' }, 's3://models/iris', 'models.s3.eu-west-1.amazonaws.com:443'],
  [{ AWS_DEFAULT_REGION: 'cn-north-1' }, 's3://models/iris', 'models.s3.cn-north-1.amazonaws.com.cn:443'],
  [
    { RCLONE_CONFIG_S3_REGION: 'eu-west-3', AWS_REGION: 'eu-west-1' },
    's3:models/iris',
    'models.s3.eu-west-3.amazonaws.com:443',
  ],
  // The certificate of AWS is good for one name before the dot.
  [{}, 's3://my.models/iris', 's3.us-east-1.amazonaws.com:443'],
  [{ RCLONE_CONFIG_S3_FORCE_PATH_STYLE: 'true' }, 's3://models/iris', 's3.us-east-1.amazonaws.com:443'],
  [{ AWS_ENDPOINT_URL: 'https://minio.example.com:9000' }, 's3://models/iris', 'minio.example.com:9000'],
  [
    { S3_ENDPOINT: 'minio.example.com', S3_USE_VIRTUAL_BUCKET: 'true' },
    's3a://models/iris',
    'models.minio.example.com:443',
  ],
  [
    { RCLONE_CONFIG_SHELF_TYPE: 's3', RCLONE_CONFIG_SHELF_ENDPOINT: 'https://other.example.com' },
    'shelf:models/iris',
    'other.example.com:443',
  ],
];
for (const [environment, uri, host] of HOSTS) {
  test(`${uri} with ${JSON.stringify(environment)} is asked at ${host}`, async (t) => {
    const proxy = await startProxy(t, 'http://127.0.0.1');
    const all = { ...S3_KEYS, HTTPS_PROXY: proxy.address, ...environment };
    const fetching = fetchModel(uri, { environment: all, cacheDir: makeCache(t), limits: { attempts: 1 } });
    await assert.rejects(fetching, (error) => error instanceof RadiantError);
    assert.deepEqual(proxy.seen, [host]);
  });
}

const UNREACHED: readonly (readonly [string, Environment, RegExp])[] = [
  ['no endpoint', { HTTPS_PROXY: 'http://127.0.0.1:9' }, /AWS_ENDPOINT_URL/],
  ['an endpoint without its http://', { S3_ENDPOINT: 'HOST' }, /begins with http:\/\/, or S3_USE_HTTPS is 0/],
];
for (const [name, environment, says] of UNREACHED) {
  test(`a store that is not reached with ${name} is told with what to set`, async (t) => {
    const { address } = await startProxy(t, 'http://127.0.0.1');
    const own = Object.entries(environment).map(([key, value]) => [key, value?.replace('HOST', new URL(address).host)]);
    const all = { ...S3_KEYS, ...(Object.fromEntries(own) as Environment) };
    const fetching = fetchModel('s3://models/iris', {
      environment: all,
      cacheDir: makeCache(t),
      limits: { attempts: 1 },
    });
    await assert.rejects(fetching, (error) => error instanceof RadiantError && says.test(error.message));
  });
}
