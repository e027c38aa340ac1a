import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';

export interface Listening {
  /** `http://127.0.0.1:PORT`. */
  readonly address: string;
  stop(): Promise<void>;
}

/** An HTTP server on a free port. What `answer` throws becomes a 500 with its text. */
export async function listen(answer: (request: IncomingMessage, response: ServerResponse) => void): Promise<Listening> {
  const server = createServer((request, response) => {
    try {
      answer(request, response);
    } catch (thrown) {
      response.writeHead(500).end(String(thrown));
    }
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  return {
    address: `http://127.0.0.1:${port}`,
    stop: async () => {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}

/** Answers with bytes as web servers do: ranges, an ETag, HEAD. */
export function answerBytes(
  request: IncomingMessage,
  response: ServerResponse,
  content: Buffer,
  headers: Readonly<Record<string, string>> = {},
): void {
  const match = /^bytes=(\d+)-(\d*)$/.exec(request.headers.range ?? '');
  const start = Number(match?.[1] ?? 0);
  const end = match?.[2] ? Math.min(Number(match[2]) + 1, content.length) : content.length;
  response.writeHead(match === null ? 200 : 206, {
    'accept-ranges': 'bytes',
    'content-length': end - start,
    ...(match === null ? {} : { 'content-range': `bytes ${start}-${end - 1}/${content.length}` }),
    ...headers,
  });
  response.end(request.method === 'HEAD' ? undefined : content.subarray(start, end));
}
