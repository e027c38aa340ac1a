import { Buffer } from 'node:buffer';
import { createAccessLog } from '../../observe/index.ts';
import type { Door, DoorOptions } from '../door.ts';
import type { Method, MethodTable } from './call/method.ts';
import { GRPC_PROTOCOLS } from './grpc-protocols.table.ts';
import { HEALTH_SERVICE, healthMethods } from './health/health-methods.ts';
import { openMethodDoor } from './open-method-door.ts';
import { type DescriptorIndex, parseDescriptorSet } from './reflection/descriptor-index.ts';
import { REFLECTION_SERVICES, reflectionMethods } from './reflection/reflection-methods.ts';
import { countOn } from './seldon/seldon-methods.ts';

/** Opens the gRPC door of a service: every protocol, health and reflection. Rejects when the port cannot be bound. */
export function openGrpcDoor(options: DoorOptions): Promise<Door> {
  const { service, host, port, listen, limits, log } = options;
  return openMethodDoor({
    methods: allMethods(options),
    host,
    port,
    listen,
    limits,
    log,
    accessLog: options.accessLog ? createAccessLog(log) : undefined,
    refused: countOn(service.metrics.requests('other', 'grpc')),
  });
}

function allMethods(options: DoorOptions): MethodTable {
  const protocols = Object.values(GRPC_PROTOCOLS);
  const services = [...protocols.flatMap((one) => one.services), ...REFLECTION_SERVICES, HEALTH_SERVICE].sort();
  const readIndex = (): DescriptorIndex =>
    parseDescriptorSet(...protocols.map((one) => Buffer.from(one.descriptorSet, 'base64')));
  const methods: readonly Method[] = [
    ...protocols.flatMap((one) => one.methods(options)),
    ...healthMethods(new Set(services), options.service),
    ...reflectionMethods(readIndex, services),
  ];
  return new Map(methods.map((method) => [method.path, method]));
}
