/** The path of a request target. Absolute forms (`http://host/path`, as proxies send them) lose scheme and host. */
export function pathOf(url: string): string {
  const start = originForm(url);
  const end = start.search(/[?#]/);
  return end === -1 ? start : start.slice(0, end);
}

/** What stands behind the first question mark, without it; empty when there is none. */
export function queryOf(url: string): string {
  const question = url.indexOf('?');
  if (question === -1) return '';
  const hash = url.indexOf('#', question);
  return hash === -1 ? url.slice(question + 1) : url.slice(question + 1, hash);
}

function originForm(url: string): string {
  if (url.startsWith('/') || url === '*') return url;
  const host = url.indexOf('://');
  if (host === -1) return `/${url}`;
  const slash = url.indexOf('/', host + 3);
  return slash === -1 ? '/' : url.slice(slash);
}
