import type { IncomingHttpHeaders } from 'node:http';
import { connect as connectPlain, type Socket } from 'node:net';
import { connect as connectSecure } from 'node:tls';
import { RadiantError } from '../../base/index.ts';
import type { HttpRequest } from './http-client.ts';

/** The head of an answer to a request for a range. */
export interface RangeHead {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
}

export interface RangeReceiver {
  /** Looks at the head: false gives the answer up, because it is no plain range of the wanted length. May throw. */
  accept(head: RangeHead): boolean;
  /** Takes bytes of the body, in order. They are overwritten once it has resolved. */
  write(bytes: Buffer): Promise<void>;
}

export interface RangeLimits {
  readonly connectTimeoutMs: number;
  readonly idleTimeoutMs: number;
}

const BUFFER_BYTES = 2 ** 20;
const MAX_HEAD_BYTES = 65_536;
const HEAD_END = Buffer.from('\r\n\r\n');

/**
 * Fetches a large range over a connection of its own, into one buffer that is used again and again. node:http copies each 64 kB into a new buffer,
 * which at a gigabyte costs more than all the rest (benchmarks/storage). Knows only answers with a Content-Length (RFC 9112): gives false for any
 * other, and for what `accept` does not want, and the caller asks again in the ordinary way.
 */
export async function receiveRange(
  request: HttpRequest,
  receiver: RangeReceiver,
  limits: RangeLimits,
  signal: AbortSignal,
): Promise<boolean> {
  signal.throwIfAborted();
  const body = readBody(receiver);
  let socket: Socket | undefined;
  const abort = (): void => void socket?.destroy(new Error('aborted'));
  try {
    return await new Promise<boolean>((resolve, reject) => {
      const buffer = Buffer.allocUnsafe(BUFFER_BYTES);
      let taken: Promise<void> | undefined;
      const take = (count: number): boolean => {
        taken = body
          .take(buffer.subarray(0, count))
          .then((state) => {
            taken = undefined;
            if (state === 'more') socket?.resume();
            else resolve(state === 'done');
          })
          .catch(reject);
        return false;
      };
      const opened = openSocket(request, { buffer, callback: take });
      socket = opened;
      const silent = (): void => reject(timedOut(request.url));
      opened.setTimeout(limits.connectTimeoutMs, silent);
      opened.once('connect', () => opened.setTimeout(limits.idleTimeoutMs));
      opened.on('error', reject);
      opened.once('close', () => void Promise.resolve(taken).then(() => reject(new Error('the connection was cut'))));
      signal.addEventListener('abort', abort, { once: true });
      opened.write(formatRequest(request));
    });
  } finally {
    signal.removeEventListener('abort', abort);
    socket?.destroy();
  }
}

type OnRead = { readonly buffer: Buffer; readonly callback: (count: number) => boolean };

function openSocket({ url, verifyTls, ca }: HttpRequest, onread: OnRead): Socket {
  const host = url.hostname.replace(/^\[(.*)\]$/, '$1');
  if (url.protocol === 'http:') return connectPlain({ host, port: Number(url.port || 80), onread });
  const options = {
    host,
    port: Number(url.port || 443),
    onread,
    servername: /^[\d.]+$|:/.test(host) ? '' : host,
    ALPNProtocols: ['http/1.1'],
    ...(verifyTls === false ? { rejectUnauthorized: false } : {}),
    ...(ca === undefined ? {} : { ca }),
  };
  return connectSecure(options);
}

/** Header values come from settings and stores: a line end in one would be a request of its own. */
function formatRequest({ url, headers }: HttpRequest): string {
  const all = { host: url.host, 'user-agent': 'radiant', ...headers, connection: 'close' };
  const lines = Object.entries(all).map(([name, value]) => {
    if (/[\r\n\0]/.test(name + value)) {
      throw new RadiantError('INVALID_ARGUMENT', `the header ${JSON.stringify(name)} has a line end in it`, {
        reason: 'INVALID_SETTING',
      });
    }
    return `${name}: ${value}\r\n`;
  });
  return `GET ${url.pathname}${url.search} HTTP/1.1\r\n${lines.join('')}\r\n`;
}

/** Cuts an answer into head and body. */
function readBody(receiver: RangeReceiver): { take(bytes: Buffer): Promise<'more' | 'done' | 'refused'> } {
  let head = Buffer.alloc(0) as Buffer;
  let left: number | undefined;
  const takeBody = async (bytes: Buffer): Promise<'more' | 'done'> => {
    const kept = bytes.subarray(0, left);
    if (kept.length > 0) await receiver.write(kept);
    left = (left ?? 0) - kept.length;
    return left > 0 ? 'more' : 'done';
  };
  return {
    take: async (bytes) => {
      if (left !== undefined) return await takeBody(bytes);
      head = Buffer.concat([head, bytes]);
      const end = head.indexOf(HEAD_END);
      if (end < 0) return head.length > MAX_HEAD_BYTES ? 'refused' : 'more';
      const parsed = parseHead(head.toString('latin1', 0, end));
      const length = parsed?.headers['content-length'] ?? '';
      if (parsed === undefined || !/^\d{1,15}$/.test(length) || parsed.headers['transfer-encoding'] !== undefined)
        return 'refused';
      if (!receiver.accept(parsed)) return 'refused';
      left = Number(length);
      return await takeBody(head.subarray(end + HEAD_END.length));
    },
  };
}

function parseHead(text: string): RangeHead | undefined {
  const [first = '', ...lines] = text.split('\r\n');
  const status = /^HTTP\/1\.[01] (\d{3})(?: |$)/.exec(first)?.[1];
  if (status === undefined) return undefined;
  const headers: Record<string, string> = {};
  for (const line of lines) {
    const at = line.indexOf(':');
    if (at <= 0) return undefined;
    const name = line.slice(0, at).toLowerCase();
    // Of what may stand only once, two are a reason for caution.
    if (name === 'content-length' && headers[name] !== undefined) return undefined;
    headers[name] = line.slice(at + 1).trim();
  }
  return { status: Number(status), headers };
}

function timedOut(url: URL): RadiantError {
  return new RadiantError('UNAVAILABLE', `${url.host} sent nothing for too long`, { reason: 'STORE_TIMEOUT' });
}
