/** What a registry wants to see before it answers. */
export interface Challenge {
  readonly kind: 'basic' | 'bearer';
  readonly realm: string;
  readonly service: string | undefined;
  readonly scope: string | undefined;
}

const PARAMETER = /([A-Za-z]+)=(?:"((?:[^"\\]|\\.)*)"|([^\s,"]+))/g;

/** Reads a WWW-Authenticate header (RFC 9110, 11.6.1). Bearer counts before Basic; undefined when it is neither. */
export function parseChallenge(header: string | undefined): Challenge | undefined {
  const text = (header ?? '').slice(0, 8192);
  for (const kind of ['bearer', 'basic'] as const) {
    const start = new RegExp(`(?:^|,\\s*)${kind}(?:\\s+|$)`, 'i').exec(text);
    if (start === null) continue;
    const rest = text.slice(start.index + start[0].length).split(/,\s*(?:basic|bearer)\s/i)[0] ?? '';
    const values = new Map(
      [...rest.matchAll(PARAMETER)].map(([, key = '', quoted, plain]) => [
        key.toLowerCase(),
        quoted?.replace(/\\(.)/g, '$1') ?? plain ?? '',
      ]),
    );
    return { kind, realm: values.get('realm') ?? '', service: values.get('service'), scope: values.get('scope') };
  }
  return undefined;
}
