import { createHash } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { type Listening, listen } from './stores/listen.ts';

/** What a request for the content gets instead of the content; undefined lets it through. Counts from 0. */
export type Fault = (count: number, range: { readonly start: number; readonly end: number }) => FaultAction | undefined;

export type FaultAction =
  | { readonly kind: 'status'; readonly status: number; readonly headers?: Readonly<Record<string, string>> }
  /** Sends so many bytes and cuts the connection. */
  | { readonly kind: 'cut'; readonly bytes: number }
  /** Sends so many bytes and nothing more. */
  | { readonly kind: 'stall'; readonly bytes: number }
  /** Says in its headers that there are other bytes than it has. */
  | { readonly kind: 'lie'; readonly length: number }
  /** Sends other bytes of the same count. */
  | { readonly kind: 'damage' }
  /** Sends everything, whatever range is asked for. */
  | { readonly kind: 'ignore range' };

export interface FaultyServer extends Listening {
  stop: Listening['stop'];
  /** Requests for content that have come, by their ranges. */
  readonly ranges: readonly string[];
}

/** Serves one file at every path, with its MD5, and with the faults that are asked for. */
export async function startFaultyServer(content: Buffer, fault: Fault): Promise<FaultyServer> {
  const ranges: string[] = [];
  const md5 = createHash('md5').update(content).digest('base64');
  const server = await listen((request, response) => {
    const match = /^bytes=(\d+)-(\d*)$/.exec(request.headers.range ?? '');
    const start = Number(match?.[1] ?? 0);
    const end = match?.[2] ? Math.min(Number(match[2]) + 1, content.length) : content.length;
    const isHead = request.method === 'HEAD';
    const action = isHead ? undefined : fault(ranges.length, { start, end });
    if (!isHead) ranges.push(request.headers.range ?? 'all');
    const headers = { 'accept-ranges': 'bytes', etag: `"${md5}"`, ...(isHead ? { 'content-md5': md5 } : {}) };
    const partial = {
      ...headers,
      'content-length': end - start,
      'content-range': `bytes ${start}-${end - 1}/${content.length}`,
    };
    if (isHead) response.writeHead(200, { ...headers, 'content-length': content.length }).end();
    else if (action === undefined)
      send(
        response,
        match,
        match ? partial : { ...headers, 'content-length': end - start },
        content.subarray(start, end),
      );
    else misbehave(action, request, response, { headers: partial, content, start, end });
  });
  return { ...server, ranges };
}

function send(
  response: ServerResponse,
  isPartial: unknown,
  headers: Record<string, string | number>,
  body: Buffer,
): void {
  response.writeHead(isPartial ? 206 : 200, headers).end(body);
}

function misbehave(
  action: FaultAction,
  request: IncomingMessage,
  response: ServerResponse,
  part: {
    readonly headers: Record<string, string | number>;
    readonly content: Buffer;
    readonly start: number;
    readonly end: number;
  },
): void {
  const { headers, content, start, end } = part;
  const body = content.subarray(start, end);
  switch (action.kind) {
    case 'status':
      response.writeHead(action.status, action.headers).end();
      return;
    case 'cut':
      response.writeHead(206, headers).write(body.subarray(0, action.bytes), () => request.socket.destroy());
      return;
    case 'stall':
      response.writeHead(206, headers).write(body.subarray(0, action.bytes));
      return;
    case 'lie':
      response
        .writeHead(200, { etag: String(headers.etag), 'content-length': action.length })
        .end(Buffer.alloc(action.length));
      return;
    case 'damage':
      response.writeHead(206, headers).end(Buffer.alloc(body.length, 1));
      return;
    case 'ignore range':
      response.writeHead(200, { etag: String(headers.etag), 'content-length': content.length }).end(content);
  }
}
