import { fileURLToPath } from 'node:url';
import { encodeAws, signRequest } from '../../../src/storage/s3/sign-request.ts';
import { ensureVenv } from '../../support/ensure-venv.ts';
import { type StartedProcess, startProcess } from './start-process.ts';
import type { Files, StoreEntry } from './store.ts';

export const S3_KEYS = { AWS_ACCESS_KEY_ID: 'test-id', AWS_SECRET_ACCESS_KEY: 'test-secret' };

/** S3 as moto plays it. */
export const s3Store: StoreEntry = {
  name: 's3 (moto)',
  page: 's3',
  start: async (files) => {
    const moto = await startMoto();
    await putFiles(moto.endpoint, 'models', 'iris/v1', files);
    return {
      uri: 's3://models/iris/v1',
      environment: { ...S3_KEYS, AWS_ENDPOINT_URL: moto.endpoint },
      fileUri: (path) => `s3://models/iris/v1/${path}`,
      missingUri: 's3://models/iris/v2',
      replace: (path, content) => putFiles(moto.endpoint, 'models', 'iris/v1', { [path]: content }),
      stop: moto.stop,
    };
  },
};

/** Starts moto on a free port. */
export async function startMoto(): Promise<{ readonly endpoint: string; readonly stop: StartedProcess['stop'] }> {
  const python = await ensureVenv('moto');
  const { match, stop } = await startProcess(
    python,
    [fileURLToPath(new URL('serve_moto.py', import.meta.url))],
    /^port (\d+)$/,
  );
  return { endpoint: `http://127.0.0.1:${match}`, stop };
}

/** Makes the bucket and puts the files under a prefix. moto does not look at signatures, but takes the region from them. */
export async function putFiles(endpoint: string, bucket: string, prefix: string, files: Files): Promise<void> {
  await send('PUT', new URL(`${endpoint}/${bucket}`), undefined);
  for (const [path, content] of Object.entries(files)) {
    await send('PUT', new URL(`${endpoint}/${bucket}/${encodeAws(`${prefix}/${path}`, true)}`), content);
  }
}

async function send(method: 'PUT' | 'DELETE', url: URL, content: Buffer | undefined): Promise<void> {
  const credentials = {
    accessKeyId: S3_KEYS.AWS_ACCESS_KEY_ID,
    secretAccessKey: S3_KEYS.AWS_SECRET_ACCESS_KEY,
    sessionToken: undefined,
  };
  const { host: _, ...headers } = signRequest({ method, url, headers: {} }, credentials, 'us-east-1', Date.now());
  const body = content === undefined ? {} : { body: new Uint8Array(content) };
  const answer = await fetch(url, {
    method,
    headers: { ...headers, 'x-amz-content-sha256': 'UNSIGNED-PAYLOAD' },
    ...body,
  });
  if (!answer.ok) throw new Error(`${url.pathname}: ${answer.status} ${await answer.text()}`);
}

/** Takes an object out of a bucket. */
export async function deleteFile(endpoint: string, bucket: string, key: string): Promise<void> {
  await send('DELETE', new URL(`${endpoint}/${bucket}/${encodeAws(key, true)}`), undefined);
}
