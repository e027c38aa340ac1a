import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { type Environment, RadiantError } from '../../src/base/index.ts';
import { fetchModel } from '../../src/storage/index.ts';
import { ensureRclone } from '../support/ensure-rclone.ts';
import { answerBytes, listen } from './stores/listen.ts';
import { putFiles, S3_KEYS, startMoto } from './stores/s3-store.ts';
import { readFiles } from './stores/write-files.ts';

const FILES: Readonly<Record<string, Buffer>> = {
  '/models/iris/model.joblib': Buffer.from('the model'),
  '/models/iris/sub/a b.txt': Buffer.from('a name with a space'),
};

/** A web server that shows its folders as pages of links, as Apache and nginx do. */
async function startPages(t: TestContext): Promise<string> {
  const server = await listen((request, response) => {
    const path = decodeURIComponent(new URL(request.url ?? '', 'http://x').pathname);
    const content = FILES[path];
    if (content !== undefined) return answerBytes(request, response, content);
    const below = Object.keys(FILES).filter((name) => name.startsWith(path) && path.endsWith('/'));
    const names = new Set(below.map((name) => name.slice(path.length).replace(/\/.*/, '/')));
    if (names.size === 0) response.writeHead(404).end();
    else
      response
        .writeHead(200, { 'content-type': 'text/html' })
        .end([...names].map((name) => `<a href="${encodeURI(name)}">${name}</a>`).join(''));
  });
  t.after(server.stop);
  return server.address;
}

async function fetchWith(t: TestContext, uri: string, environment: Environment): Promise<string> {
  const cacheDir = mkdtempSync(join(tmpdir(), 'radiant-rclone-test-'));
  t.after(() => rmSync(cacheDir, { recursive: true }));
  const own = { PATH: process.env.PATH, HOME: cacheDir, ...environment };
  return (await fetchModel(uri, { environment: own, cacheDir, limits: { attempts: 2 } })).path;
}

test("rclone's http remote, by variables and written out", async (t) => {
  const found = await ensureRclone();
  if ('missing' in found) return t.skip(found.missing);
  const address = await startPages(t);
  const remote = { RCLONE_CONFIG_WEB_TYPE: 'http', RCLONE_CONFIG_WEB_URL: `${address}/models/` };
  const cases: readonly (readonly [string, Environment])[] = [
    ['web:iris', remote],
    ['web://iris', remote],
    [`:http,url='${address}/models/':iris`, {}],
    [':http:iris', { RCLONE_HTTP_URL: `${address}/models/` }],
  ];
  for (const [uri, environment] of cases) {
    assert.deepEqual(
      readFiles(await fetchWith(t, uri, environment)),
      { 'model.joblib': FILES['/models/iris/model.joblib'], 'sub/a b.txt': FILES['/models/iris/sub/a b.txt'] },
      uri,
    );
  }
  const file = await fetchWith(t, 'web:iris/model.joblib', remote);
  assert.equal(readFileSync(file, 'utf8'), 'the model');
  await assert.rejects(
    fetchWith(t, 'web:none', remote),
    (error) => error instanceof RadiantError && error.code === 'NOT_FOUND',
  );
});

test('a remote that nobody has set is told with the variable that would', async (t) => {
  const found = await ensureRclone();
  if ('missing' in found) return t.skip(found.missing);
  await assert.rejects(fetchWith(t, 'my-shelf:iris', {}), (error) => {
    assert.ok(error instanceof RadiantError, String(error));
    assert.match(error.message, /my-shelf is neither a scheme nor a remote.* RCLONE_CONFIG_MY_SHELF_TYPE/);
    return error.code === 'INVALID_ARGUMENT';
  });
});

test("rclone's own remotes of S3 written out, as rclone reads them", async (t) => {
  const found = await ensureRclone();
  if ('missing' in found) return t.skip(found.missing);
  const moto = await startMoto();
  t.after(moto.stop);
  await putFiles(moto.endpoint, 'models', 'iris', { a: Buffer.from('1') });
  const options = `provider=Minio,access_key_id=${S3_KEYS.AWS_ACCESS_KEY_ID},secret_access_key=${S3_KEYS.AWS_SECRET_ACCESS_KEY}`;
  const uri = `:s3,${options},endpoint='${moto.endpoint}':models/iris`;
  assert.deepEqual(readFiles(await fetchWith(t, uri, {})), { a: Buffer.from('1') });
  const wrong = uri.replace('models/iris', 'models/none');
  await assert.rejects(fetchWith(t, wrong, {}), (error) => {
    assert.ok(error instanceof RadiantError, String(error));
    assert.doesNotMatch(error.message, /test-secret/);
    return error.code === 'NOT_FOUND';
  });
});
