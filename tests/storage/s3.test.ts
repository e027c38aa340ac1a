import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { type Environment, RadiantError } from '../../src/base/index.ts';
import { fetchModel } from '../../src/storage/index.ts';
import { listen } from './stores/listen.ts';
import { putFiles, S3_KEYS, startMoto } from './stores/s3-store.ts';

function makeFolder(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'radiant-s3-'));
  t.after(() => rmSync(folder, { recursive: true }));
  return folder;
}

const LIST = `<ListBucketResult><IsTruncated>false</IsTruncated><Contents><Key>m/a</Key><Size>2</Size><ETag>&quot;x-2&quot;</ETag></Contents></ListBucketResult>`;

/** What a store saw: the Authorization header of each request. */
async function startStore(
  t: TestContext,
  refuse: (authorization: string) => { status: number; headers?: Record<string, string>; body?: string } | undefined,
): Promise<{ address: string; seen: string[] }> {
  const seen: string[] = [];
  const server = await listen((request, response) => {
    const authorization = request.headers.authorization ?? '';
    seen.push(authorization);
    const refusal = refuse(authorization);
    if (refusal !== undefined) response.writeHead(refusal.status, refusal.headers).end(refusal.body);
    else if (request.url?.includes('list-type=2')) response.end(LIST);
    else response.writeHead(200, { etag: '"x-2"' }).end('ok');
  });
  t.after(server.stop);
  return { address: server.address, seen };
}

test('a web identity becomes keys by way of STS', async (t) => {
  const moto = await startMoto();
  t.after(moto.stop);
  await putFiles(moto.endpoint, 'models', 'm', { a: Buffer.from('ok') });
  const folder = makeFolder(t);
  writeFileSync(join(folder, 'token'), 'token-of-the-pod');
  const environment = {
    AWS_ENDPOINT_URL: moto.endpoint,
    AWS_WEB_IDENTITY_TOKEN_FILE: join(folder, 'token'),
    AWS_ROLE_ARN: 'arn:aws:iam::123456789012:role/models',
  };
  const { path } = await fetchModel('s3://models/m', { environment, cacheDir: folder });
  assert.equal(readFileSync(join(path, 'a'), 'utf8'), 'ok');
});

test('a wrong region is put right by what the store says', async (t) => {
  const { address, seen } = await startStore(t, (authorization) =>
    authorization.includes('/eu-central-1/')
      ? undefined
      : { status: 400, headers: { 'x-amz-bucket-region': 'eu-central-1' } },
  );
  const environment = { ...S3_KEYS, AWS_ENDPOINT_URL: address, AWS_REGION: 'us-west-2' };
  await fetchModel('s3://models/m', { environment, cacheDir: makeFolder(t) });
  assert.match(seen[0] ?? '', /us-west-2/);
  assert.ok(seen.slice(1).every((each) => each.includes('eu-central-1')));
});

const SETTINGS: readonly { readonly name: string; readonly environment: Environment; readonly expect: RegExp }[] = [
  { name: 'no keys', environment: {}, expect: /^$/ },
  {
    name: 'keys, and the wish to be anonymous',
    environment: { ...S3_KEYS, AWS_NO_SIGN_REQUEST: 'true' },
    expect: /^$/,
  },
  { name: 'AWS_*', environment: S3_KEYS, expect: /Credential=test-id\/\d{8}\/us-east-1\/s3\/aws4_request/ },
  {
    name: 'a session token',
    environment: { ...S3_KEYS, AWS_SESSION_TOKEN: 't' },
    expect: /SignedHeaders=[a-z0-9;-]*x-amz-security-token/,
  },
  {
    name: "rclone's variables, which come first",
    environment: {
      ...S3_KEYS,
      RCLONE_CONFIG_S3_ACCESS_KEY_ID: 'other',
      RCLONE_CONFIG_S3_SECRET_ACCESS_KEY: 's',
      RCLONE_CONFIG_S3_REGION: 'r-1',
    },
    expect: /Credential=other\/\d{8}\/r-1\//,
  },
];
for (const { name, environment, expect } of SETTINGS) {
  test(`requests with ${name} are signed as they should`, async (t) => {
    const { address, seen } = await startStore(t, () => undefined);
    const endpoint = { S3_ENDPOINT: address.replace('http://', ''), S3_USE_HTTPS: '0' };
    await fetchModel('s3://models/m', { environment: { ...environment, ...endpoint }, cacheDir: makeFolder(t) });
    assert.ok(seen.length >= 2);
    for (const each of seen) assert.match(each, expect);
  });
}

const REFUSALS: readonly {
  readonly name: string;
  readonly environment: Environment;
  readonly status: number;
  readonly body: string;
  readonly says: RegExp;
}[] = [
  {
    name: 'no credentials',
    environment: {},
    status: 403,
    body: '<Error><Code>AccessDenied</Code></Error>',
    says: /set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY/,
  },
  {
    name: 'no permission',
    environment: S3_KEYS,
    status: 403,
    body: '<Error><Code>AccessDenied</Code></Error>',
    says: /AWS_ACCESS_KEY_ID may not read .*s3:ListBucket/,
  },
  {
    name: 'a key that is wrong',
    environment: S3_KEYS,
    status: 403,
    body: '<Error><Code>SignatureDoesNotMatch</Code></Error>',
    says: /does not accept the credentials of AWS_ACCESS_KEY_ID/,
  },
  {
    name: 'half a pair of keys',
    environment: { AWS_ACCESS_KEY_ID: 'a' },
    status: 200,
    body: '',
    says: /AWS_SECRET_ACCESS_KEY is not/,
  },
  {
    name: 'a clock that is wrong',
    environment: S3_KEYS,
    status: 403,
    body: '<Error><Code>RequestTimeTooSkewed</Code></Error>',
    says: /clock/,
  },
];
for (const { name, environment, status, body, says } of REFUSALS) {
  test(`S3 with ${name} says what to do, and never a secret`, async (t) => {
    const { address } = await startStore(t, () => ({ status, body }));
    await assert.rejects(
      fetchModel('s3://models/m', {
        environment: { ...environment, AWS_ENDPOINT_URL: address },
        cacheDir: makeFolder(t),
      }),
      (error) => {
        assert.ok(error instanceof RadiantError, String(error));
        assert.match(error.message, says);
        assert.doesNotMatch(error.message, /test-secret/);
        return true;
      },
    );
  });
}

test('keys that would leave the folder are refused', async (t) => {
  const keys = ['../../x', '/etc/x', 'a/../../x', 'a\0b'];
  for (const key of keys) {
    const server = await listen((request, response) => {
      const list = `<ListBucketResult><Contents><Key>m/${encodeURIComponent(key)}</Key><Size>2</Size></Contents></ListBucketResult>`;
      response.end(request.url?.includes('list-type=2') ? list : 'ok');
    });
    t.after(server.stop);
    const environment = { ...S3_KEYS, AWS_ENDPOINT_URL: server.address };
    await assert.rejects(
      fetchModel('s3://models/m', { environment, cacheDir: makeFolder(t) }),
      (error) => error instanceof RadiantError && error.reason === 'UNSAFE_PATH',
      key,
    );
  }
});
