import { readdirSync, readFileSync } from 'node:fs';
import { encodeProtobuf } from '../conformance/encode-protobuf.ts';
import type { GoldenFile, HttpRequest } from '../conformance/golden-case.ts';
import { SERVICES } from '../conformance/protobuf-schema.table.ts';

const FOLDER = new URL('../golden/', import.meta.url);
/** Larger bodies say nothing new and make a run long. */
const MAX_BYTES = 20_000;

export interface HttpSample {
  readonly path: string;
  readonly contentType: string;
  readonly body: Buffer;
}

export interface GrpcSample {
  readonly method: string;
  readonly message: Buffer;
}

/** The recorded requests that have a body. */
export function httpSamples(): readonly HttpSample[] {
  const requests = readCases().flatMap((each) => (each.kind === 'http' ? [each.request] : []));
  return requests
    .map((request) => ({ path: request.path, contentType: contentTypeOf(request), body: bodyOf(request) }))
    .filter(({ body }) => body.length > 0 && body.length <= MAX_BYTES);
}

/** The recorded gRPC messages. */
export function grpcSamples(): readonly GrpcSample[] {
  const requests = readCases().flatMap((each) => (each.kind === 'grpc' ? [each.request] : []));
  return requests
    .map(({ service, method, message, messageBase64 }) => ({
      method: `/${service}/${method}`,
      message:
        messageBase64 === undefined
          ? encodeProtobuf(SERVICES[service]?.[method]?.input ?? 'Empty', message ?? {})
          : Buffer.from(messageBase64, 'base64'),
    }))
    .filter(({ message }) => message.length <= MAX_BYTES);
}

function readCases(): GoldenFile['cases'] {
  const names = readdirSync(FOLDER).filter((name) => name.startsWith('microservice-'));
  return names.flatMap((name) => (JSON.parse(readFileSync(new URL(name, FOLDER), 'utf8')) as GoldenFile).cases);
}

function contentTypeOf({ headers = {} }: HttpRequest): string {
  const name = Object.keys(headers).find((key) => key.toLowerCase() === 'content-type');
  return name === undefined ? 'application/json' : headers[name]!;
}

function bodyOf({ body, bodyBase64 }: HttpRequest): Buffer {
  return bodyBase64 === undefined ? Buffer.from(body ?? '') : Buffer.from(bodyBase64, 'base64');
}
