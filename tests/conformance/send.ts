import http from 'node:http';
import http2 from 'node:http2';
import { decodeProtobuf } from './decode-protobuf.ts';
import { encodeProtobuf } from './encode-protobuf.ts';
import type { GrpcAnswer, GrpcRequest, HttpAnswer, HttpRequest } from './golden-case.ts';
import { SERVICES } from './protobuf-schema.table.ts';

const TIMEOUT_MS = 30_000;

/** Sends one recorded HTTP request over a connection of its own. */
export function sendHttp(port: number, request: HttpRequest): Promise<HttpAnswer> {
  const body = bodyOf(request);
  const headers: Record<string, string | number> = { ...request.headers };
  if (body !== undefined) headers['Content-Length'] = body.length;
  return new Promise((resolve, reject) => {
    const outgoing = http.request(
      {
        host: '127.0.0.1',
        port,
        method: request.method ?? 'POST',
        path: request.path,
        headers,
        agent: false,
        timeout: TIMEOUT_MS,
      },
      (incoming) => {
        const chunks: Buffer[] = [];
        incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
        incoming.on('error', reject);
        incoming.on('end', () => resolve(toAnswer(incoming, Buffer.concat(chunks))));
      },
    );
    outgoing.on('timeout', () => outgoing.destroy(new Error('no answer in time')));
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}

function toAnswer(incoming: http.IncomingMessage, body: Buffer): HttpAnswer {
  const headers = Object.fromEntries(Object.entries(incoming.headers).map(([name, value]) => [name, String(value)]));
  const text = body.toString();
  const status = incoming.statusCode ?? 0;
  return Buffer.from(text).equals(body)
    ? { status, headers, body: text }
    : { status, headers, bodyBase64: body.toString('base64') };
}

function bodyOf(request: HttpRequest): Buffer | undefined {
  if (request.bodyBase64 !== undefined) return Buffer.from(request.bodyBase64, 'base64');
  if (request.bodyRepeat !== undefined) {
    const { before, text, times, after } = request.bodyRepeat;
    return Buffer.from(before + text.repeat(times) + after);
  }
  return request.body === undefined ? undefined : Buffer.from(request.body);
}

/** Sends one recorded unary gRPC call over a connection of its own. */
export function sendGrpc(port: number, request: GrpcRequest): Promise<GrpcAnswer> {
  const method = SERVICES[request.service]?.[request.method];
  const message =
    request.messageBase64 === undefined
      ? encodeProtobuf(method?.input ?? 'Empty', request.message ?? {})
      : Buffer.from(request.messageBase64, 'base64');
  const session = http2.connect(`http://127.0.0.1:${port}`);
  return new Promise<GrpcAnswer>((resolve, reject) => {
    session.on('error', reject);
    const stream = session.request({
      ':method': 'POST',
      ':path': `/${request.service}/${request.method}`,
      'content-type': 'application/grpc',
      te: 'trailers',
      ...request.metadata,
    });
    const received: Record<string, unknown> = {};
    const chunks: Buffer[] = [];
    stream.setTimeout(TIMEOUT_MS, () => stream.destroy(new Error('no answer in time')));
    stream.on('response', (headers) => Object.assign(received, headers));
    stream.on('trailers', (trailers) => Object.assign(received, trailers));
    stream.on('data', (chunk: Buffer) => chunks.push(chunk));
    stream.on('error', reject);
    stream.on('end', () => resolve(toGrpcAnswer(received, Buffer.concat(chunks), method?.output)));
    stream.end(frame(message));
  }).finally(() => session.destroy());
}

function toGrpcAnswer(
  received: Readonly<Record<string, unknown>>,
  body: Buffer,
  output: string | undefined,
): GrpcAnswer {
  const answer = {
    code: Number(received['grpc-status'] ?? -1),
    details: decodeURIComponent(String(received['grpc-message'] ?? '')),
    metadata: Object.fromEntries(
      Object.entries(received).flatMap(([name, value]) => (typeof value === 'string' ? [[name, value]] : [])),
    ),
  };
  if (body.length < 5 || output === undefined) return answer;
  return { ...answer, message: decodeProtobuf(output, body.subarray(5, 5 + body.readUInt32BE(1))) };
}

function frame(message: Buffer): Buffer {
  const prefix = Buffer.alloc(5);
  prefix.writeUInt32BE(message.length, 1);
  return Buffer.concat([prefix, message]);
}
