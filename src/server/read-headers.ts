import type { IncomingHttpHeaders } from 'node:http';

/** Whoever brings headers: its own over gRPC, those of its HTTP request over REST. */
export interface HeaderBearer {
  readonly headers?: IncomingHttpHeaders | undefined;
  readonly req?: { readonly headers: IncomingHttpHeaders };
}

/** The headers that came with a request, names in lower case, several of a name with commas between them. */
export function readHeaders({ headers, req }: HeaderBearer): Record<string, string> {
  const read: Record<string, string> = {};
  for (const [key, value] of Object.entries(headers ?? req?.headers ?? {})) {
    if (value !== undefined && !key.startsWith(':')) read[key] = Array.isArray(value) ? value.join(', ') : value;
  }
  return read;
}
