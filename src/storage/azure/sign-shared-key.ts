import { createHmac } from 'node:crypto';

/**
 * The Authorization header of a GET or HEAD without body, by the account's key (Microsoft, "Authorize with Shared Key", version 2009-09-19
 * and later). `headers` must hold x-ms-date and x-ms-version.
 */
export function signSharedKey(
  {
    method,
    url,
    headers,
  }: { readonly method: string; readonly url: URL; readonly headers: Readonly<Record<string, string>> },
  account: string,
  key: string,
): string {
  const canonicalHeaders = Object.keys(headers)
    .filter((name) => name.startsWith('x-ms-'))
    .sort()
    .map((name) => `${name}:${headers[name] ?? ''}\n`)
    .join('');
  const query = [...url.searchParams].map(([name, value]) => `\n${name.toLowerCase()}:${value}`).sort();
  const standard = [
    '',
    '',
    '',
    '',
    '',
    '',
    headers['if-modified-since'] ?? '',
    headers['if-match'] ?? '',
    '',
    '',
    headers.range ?? '',
  ];
  const toSign = `${[method, ...standard].join('\n')}\n${canonicalHeaders}/${account}${url.pathname}${query.join('')}`;
  const signature = createHmac('sha256', Buffer.from(key, 'base64')).update(toSign, 'utf8').digest('base64');
  return `SharedKey ${account}:${signature}`;
}
