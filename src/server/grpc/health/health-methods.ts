import { RadiantError } from '../../../base/index.ts';
import { WIRE, WireReader, WireWriter } from '../../../protocols/protobuf/index.ts';
import type { Conversation, Method, Peer } from '../call/method.ts';

/** The standard health service. Source: grpc/health/v1/health.proto. */
export const HEALTH_SERVICE = 'grpc.health.v1.Health';

type Status = 'SERVING' | 'NOT_SERVING' | 'SERVICE_UNKNOWN';

const STATUS_NUMBER: Readonly<Record<Status, number>> = { SERVING: 1, NOT_SERVING: 2, SERVICE_UNKNOWN: 3 };

/** Whether the server is ready, and who hears when that may have changed. */
export interface Readiness {
  isReady(): boolean;
  /** The function that comes back ends it. Undefined for a server that is ready until its doors close. */
  watchReady?(listener: () => void): () => void;
}

/** Check and Watch. The empty service name is the whole server; `services` are the names that are known beside it. */
export function healthMethods(services: ReadonlySet<string>, readiness: Readiness): readonly Method[] {
  const statusOf = (service: string): Status => {
    if (service !== '' && !services.has(service)) return 'SERVICE_UNKNOWN';
    return readiness.isReady() ? 'SERVING' : 'NOT_SERVING';
  };
  const check = (message: Uint8Array): Uint8Array => {
    const service = readService(message);
    const status = statusOf(service);
    if (status !== 'SERVICE_UNKNOWN') return encodeStatus(status);
    throw new RadiantError('NOT_FOUND', `unknown service ${service}`, { reason: 'SERVICE_UNKNOWN' });
  };
  return [
    { kind: 'unary', path: `/${HEALTH_SERVICE}/Check`, call: check },
    { kind: 'streaming', path: `/${HEALTH_SERVICE}/Watch`, open: (peer) => watch(peer, statusOf, readiness) },
  ];
}

/** Sends the status at once and whenever it changes, until the caller leaves. */
function watch(peer: Peer, statusOf: (service: string) => Status, readiness: Readiness): Conversation {
  let leave: (() => void) | undefined;
  let told: Status | undefined;
  const tell = (service: string): void => {
    const status = statusOf(service);
    if (status !== told) peer.send(encodeStatus(status));
    told = status;
  };
  let watched: string | undefined;
  return {
    receive(message) {
      if (watched !== undefined) {
        throw new RadiantError('UNIMPLEMENTED', 'Watch takes exactly one message', {
          reason: 'BAD_FRAME',
          httpStatus: 400,
        });
      }
      const service = readService(message);
      watched = service;
      tell(service);
      leave = readiness.watchReady?.(() => tell(service));
    },
    finished() {},
    closed() {
      leave?.();
    },
    draining() {
      if (watched !== undefined) tell(watched);
    },
  };
}

function readService(message: Uint8Array): string {
  const reader = new WireReader(message, 'HealthCheckRequest');
  let service = '';
  while (reader.position < reader.end) {
    const tag = reader.tag();
    if (tag === ((1 << 3) | WIRE.bytes)) service = reader.string();
    else reader.skip(tag);
  }
  return service;
}

function encodeStatus(status: Status): Uint8Array {
  const writer = new WireWriter(8);
  writer.int32(1, STATUS_NUMBER[status]);
  return writer.finish();
}
