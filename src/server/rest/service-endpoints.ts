import { RadiantError } from '../../base/index.ts';
import { formatJson } from '../../payload/index.ts';
import { describeApi, type RouteTarget, SELDON_ROUTES } from '../../protocols/seldon/index.ts';
import type { Service } from '../service/index.ts';
import { callEndpoint } from './call-endpoint.ts';
import type { Endpoint, Endpoints } from './endpoint.ts';
import { JSON_TYPE } from './exchange.ts';

/** Every path of the Seldon protocol. */
export function serviceEndpoints(service: Service): Endpoints {
  const endpoints = new Map<string, Endpoint>();
  for (const [path, { methods, target }] of Object.entries(SELDON_ROUTES)) {
    const endpoint = openTarget(service, target);
    endpoints.set(path, { ...endpoint, get: methods.includes('GET'), post: methods.includes('POST') });
  }
  return endpoints;
}

type Target = Pick<Endpoint, 'label' | 'readsBody' | 'handle'>;

function openTarget(service: Service, target: RouteTarget): Target {
  switch (target) {
    case 'openapi': {
      let description: string | undefined;
      return {
        label: 'other',
        readsBody: false,
        handle(exchange) {
          description ??= describeService(service);
          exchange.answer(200, JSON_TYPE, description);
        },
      };
    }
    case 'ping':
      return {
        label: 'other',
        readsBody: false,
        handle: (exchange) => exchange.answer(200, 'text/html; charset=utf-8', 'pong'),
      };
    case 'metadata':
      return {
        label: 'metadata',
        readsBody: false,
        handle: (exchange) => exchange.answer(200, JSON_TYPE, formatMetadata(service)),
      };
    default:
      return callEndpoint(service, target);
  }
}

function formatMetadata({ metadata }: Service): string {
  if (metadata === undefined) {
    throw new RadiantError('INTERNAL', 'Model metadata unavailable', { reason: 'MICROSERVICE_BAD_METADATA' });
  }
  return `${formatJson(metadata)}\n`;
}

function describeService({ component, metadata }: Service): string {
  const [version] = (metadata?.versions ?? []) as readonly string[];
  return formatJson(describeApi({ title: component.name, version: version || '1.0', metadata }));
}
