import { createHmac } from 'node:crypto';

/** The account that every Azurite has, with the key that Microsoft publishes for it. */
export const AZURITE_ACCOUNT = 'devstoreaccount1';
export const AZURITE_KEY = 'Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==';

/** Makes a container of an Azurite at `endpoint`, which ends with the account. */
export async function makeContainer(endpoint: string, container: string): Promise<void> {
  await put(new URL(`${endpoint}/${container}?restype=container`), undefined, {});
}

/** Puts a blob into a container, with the signature that Microsoft's "Authorize with Shared Key" describes. */
export async function putBlob(
  endpoint: string,
  container: string,
  key: string,
  content: Uint8Array<ArrayBuffer>,
): Promise<void> {
  const path = key.split('/').map(encodeURIComponent).join('/');
  await put(new URL(`${endpoint}/${container}/${path}`), content, { 'x-ms-blob-type': 'BlockBlob' });
}

async function put(url: URL, body: Uint8Array<ArrayBuffer> | undefined, given: Record<string, string>): Promise<void> {
  const headers: Record<string, string> = {
    ...given,
    'x-ms-date': new Date().toUTCString(),
    'x-ms-version': '2021-08-06',
  };
  const own = Object.keys(headers)
    .sort()
    .map((name) => `${name}:${headers[name]}\n`);
  const query = [...url.searchParams].map(([name, value]) => `\n${name}:${value}`);
  const length = body === undefined || body.length === 0 ? '' : String(body.length);
  const toSign = `PUT\n\n\n${length}\n\n\n\n\n\n\n\n\n${own.join('')}/${AZURITE_ACCOUNT}${url.pathname}${query.join('')}`;
  const signature = createHmac('sha256', Buffer.from(AZURITE_KEY, 'base64')).update(toSign).digest('base64');
  const answer = await fetch(url, {
    method: 'PUT',
    headers: { ...headers, authorization: `SharedKey ${AZURITE_ACCOUNT}:${signature}` },
    ...(body === undefined ? {} : { body }),
  });
  if (!answer.ok) throw new Error(`${url.pathname}: ${answer.status} ${await answer.text()}`);
}
