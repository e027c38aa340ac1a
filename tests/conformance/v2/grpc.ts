import http2 from 'node:http2';
import { fileURLToPath } from 'node:url';
import { status } from '@grpc/grpc-js';
import { load } from '@grpc/proto-loader';
import { countedHeaders, type V2Answer, type V2GrpcCase } from './golden-case.ts';

const PROTO = fileURLToPath(new URL('../../../proto/', import.meta.url));

/** Sends the recorded bytes and gives the messages of the answer, read by protobufjs. */
export async function callGrpc(one: V2GrpcCase, port: number): Promise<V2Answer> {
  const session = http2.connect(`http://127.0.0.1:${port}`);
  try {
    const { code, messages, headers } = await exchange(session, one);
    return { status: status[code] ?? String(code), contentType: '', headers, body: await decode(one, messages) };
  } finally {
    session.destroy();
  }
}

export async function decodeRecorded(one: V2GrpcCase): Promise<V2Answer> {
  const messages = one.responses.map(({ base64 }) => Buffer.from(base64, 'base64'));
  return {
    status: one.status,
    contentType: '',
    headers: countedHeaders(one.trailers ?? {}),
    body: await decode(one, messages),
  };
}

function exchange(session: http2.ClientHttp2Session, { service, method, requests, metadata }: V2GrpcCase) {
  const stream = session.request({
    ':method': 'POST',
    ':path': `/${service}/${method}`,
    'content-type': 'application/grpc',
    te: 'trailers',
    ...metadata,
  });
  const received: Record<string, unknown> = {};
  const chunks: Buffer[] = [];
  const { promise, resolve, reject } = Promise.withResolvers<{
    readonly code: number;
    readonly messages: Buffer[];
    readonly headers: V2Answer['headers'];
  }>();
  session.on('error', reject);
  stream.on('error', reject);
  stream.on('response', (headers) => Object.assign(received, headers));
  let last: object = {};
  stream.on('trailers', (trailers) => {
    Object.assign(received, trailers);
    last = trailers;
  });
  stream.on('data', (chunk: Buffer) => chunks.push(chunk));
  stream.on('end', () => {
    const headers = countedHeaders(last as Readonly<Record<string, unknown>>);
    resolve({ code: Number(received['grpc-status']), messages: split(Buffer.concat(chunks)), headers });
  });
  stream.end(Buffer.concat(requests.map(({ base64 }) => frame(Buffer.from(base64, 'base64')))));
  return promise;
}

function frame(message: Buffer): Buffer {
  const prefix = Buffer.alloc(5);
  prefix.writeUInt32BE(message.length, 1);
  return Buffer.concat([prefix, message]);
}

function split(bytes: Buffer): Buffer[] {
  const messages: Buffer[] = [];
  for (let at = 0; at < bytes.length; ) {
    const end = at + 5 + bytes.readUInt32BE(at + 1);
    messages.push(bytes.subarray(at + 5, end));
    at = end;
  }
  return messages;
}

async function decode({ service, method }: V2GrpcCase, messages: readonly Buffer[]): Promise<unknown> {
  const options = { keepCase: true, longs: String, bytes: String, includeDirs: [PROTO] };
  const definitions = await load(['inference/open_inference.proto', 'inference/model_repository.proto'], options);
  const found = (definitions[service] as Readonly<Record<string, { responseDeserialize(bytes: Buffer): unknown }>>)[
    method
  ];
  if (found === undefined) throw new Error(`no method ${method} in ${service}`);
  return messages.map((message) => JSON.parse(JSON.stringify(found.responseDeserialize(message))) as unknown);
}
