import { Buffer } from 'node:buffer';
import { createAccessLog } from '../../observe/index.ts';
import { DESCRIPTOR_SET_BASE64, SELDON_GRPC_SERVICES } from '../../protocols/seldon/index.ts';
import type { Door, DoorOptions } from '../door.ts';
import type { Method, MethodTable } from './call/method.ts';
import { HEALTH_SERVICE, healthMethods } from './health/health-methods.ts';
import { openMethodDoor } from './open-method-door.ts';
import { type DescriptorIndex, parseDescriptorSet } from './reflection/descriptor-index.ts';
import { REFLECTION_SERVICES, reflectionMethods } from './reflection/reflection-methods.ts';
import { countOn, seldonMethods } from './seldon/seldon-methods.ts';

/** Opens the gRPC door of a service: the Seldon services, health and reflection. Rejects when the port cannot be bound. */
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

function allMethods({ service }: DoorOptions): MethodTable {
  const services = [...Object.keys(SELDON_GRPC_SERVICES), ...REFLECTION_SERVICES, HEALTH_SERVICE].sort();
  const readIndex = (): DescriptorIndex => parseDescriptorSet(Buffer.from(DESCRIPTOR_SET_BASE64, 'base64'));
  const methods: readonly Method[] = [
    ...seldonMethods(service),
    ...healthMethods(new Set(services), () => service.isReady()),
    ...reflectionMethods(readIndex, services),
  ];
  return new Map(methods.map((method) => [method.path, method]));
}
