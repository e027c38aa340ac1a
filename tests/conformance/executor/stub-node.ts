import { once } from 'node:events';
import http from 'node:http';
import http2 from 'node:http2';
import type { AddressInfo } from 'node:net';
import { decodeProtobuf } from '../decode-protobuf.ts';
import { encodeProtobuf } from '../encode-protobuf.ts';
import type { GrpcStubAnswer, Seen, StubRoute } from '../golden-case.ts';
import { SERVICES } from '../protobuf-schema.table.ts';

/** A node with canned answers that remembers what it was sent. */
export interface StubNode {
  readonly port: number;
  readonly seen: Seen[];
  stop(): Promise<void>;
}

/** A plain HTTP server. */
export async function startStub(routes: readonly StubRoute[]): Promise<StubNode> {
  const seen: Seen[] = [];
  const server = http.createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body = Buffer.concat(chunks).toString();
      const { method = '', url: path = '' } = request;
      const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)]));
      seen.push({ method, path, headers, body });
      const route = routes.find((one) => (one.method ?? method) === method && (one.path === path || one.path === '*'));
      if (route?.reset === true) {
        request.socket.destroy();
        return;
      }
      const {
        status = 200,
        headers: answerHeaders,
        body: text,
        echo,
      } = route ?? { status: 404, body: 'no such stub route' };
      response.writeHead(status, answerHeaders ?? { 'Content-Type': 'application/json' });
      response.end(echo === true ? body : (text ?? ''));
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    seen,
    async stop() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

/** A gRPC server; answers by method name. */
export async function startGrpcStub(answers: Readonly<Record<string, GrpcStubAnswer>>): Promise<StubNode> {
  const seen: Seen[] = [];
  const server = http2.createServer();
  const sessions = new Set<http2.ServerHttp2Session>();
  server.on('session', (session) => {
    sessions.add(session);
    session.on('error', () => {});
    session.on('close', () => sessions.delete(session));
  });
  server.on('stream', (stream: http2.ServerHttp2Stream, headers) => {
    const chunks: Buffer[] = [];
    const path = String(headers[':path']);
    const [, service = '', method = ''] = path.split('/');
    const names = SERVICES[service]?.[method];
    stream.on('error', () => {});
    stream.on('data', (chunk: Buffer) => chunks.push(chunk));
    stream.on('end', () => {
      const body =
        names === undefined ? '' : JSON.stringify(decodeProtobuf(names.input, Buffer.concat(chunks).subarray(5)));
      seen.push({ method: 'GRPC', path, headers: { 'seldon-puid': String(headers['seldon-puid'] ?? '') }, body });
      answerGrpc(stream, answers[method], names?.output ?? 'Empty');
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    seen,
    async stop() {
      for (const session of sessions) session.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

function answerGrpc(stream: http2.ServerHttp2Stream, answer: GrpcStubAnswer | undefined, output: string): void {
  const headers = { ':status': 200, 'content-type': 'application/grpc' };
  if (answer?.message === undefined) {
    const status = { 'grpc-status': String(answer?.code ?? 12), 'grpc-message': answer?.details ?? 'no stub' };
    stream.respond({ ...headers, ...status }, { endStream: true });
    return;
  }
  const message = encodeProtobuf(output, answer.message);
  const prefix = Buffer.alloc(5);
  prefix.writeUInt32BE(message.length, 1);
  stream.respond(headers, { waitForTrailers: true });
  stream.on('wantTrailers', () => stream.sendTrailers({ 'grpc-status': '0' }));
  stream.end(Buffer.concat([prefix, message]));
}
