import { SELDON_ROUTES } from '../../../protocols/seldon/index.ts';
import { decodeSegment } from '../../decode-segment.ts';
import type { DoorOptions } from '../../door.ts';
import type { ServedModel } from '../../models/index.ts';
import type { Endpoint, FindEndpoint } from '../endpoint.ts';
import type { Exchange } from '../exchange.ts';
import { serviceEndpoints } from '../service-endpoints.ts';
import { pathOf } from '../split-url.ts';

const PATH = /^\/models\/([^/]+)(?:\/versions\/([^/]+))?(\/.*)$/;

/** Seldon's paths for one of many models: `/models/<name>[/versions/<version>]/api/v1.0/predictions` and the others. */
export function findModelPath({ models }: DoorOptions): FindEndpoint {
  const bySuffix = new Map<string, Endpoint>();
  const byModel = new WeakMap<object, ReadonlyMap<string, Endpoint>>();
  const answer = (exchange: Exchange, { service }: ServedModel, suffix: string): void => {
    let endpoints = byModel.get(service);
    if (endpoints === undefined) {
      endpoints = serviceEndpoints(service);
      byModel.set(service, endpoints);
    }
    endpoints.get(suffix)?.handle(exchange);
  };
  const open = (suffix: string): Endpoint | undefined => {
    const route = SELDON_ROUTES[suffix];
    if (route === undefined || !Object.hasOwn(SELDON_ROUTES, suffix)) return undefined;
    const isCall = route.target !== 'metadata' && route.target !== 'openapi' && route.target !== 'ping';
    return {
      get: route.methods.includes('GET'),
      post: route.methods.includes('POST'),
      label: isCall ? (route.target as Endpoint['label']) : 'other',
      readsBody: isCall && route.target !== 'healthStatus',
      handle(exchange) {
        const match = PATH.exec(pathOf(exchange.req.url ?? '')) as RegExpExecArray;
        const version = match[2] === undefined ? {} : { version: decodeSegment(match[2]) };
        const found = models.find(decodeSegment(match[1] as string), version);
        if (!(found instanceof Promise)) {
          answer(exchange, found, suffix);
          return;
        }
        exchange.watchClient();
        found.then((model) => answer(exchange, model, suffix)).catch((thrown) => exchange.fail(thrown));
      },
    };
  };
  return (path) => {
    const suffix = PATH.exec(path)?.[3];
    if (suffix === undefined) return undefined;
    let endpoint = bySuffix.get(suffix);
    if (endpoint === undefined) {
      endpoint = open(suffix);
      if (endpoint !== undefined) bySuffix.set(suffix, endpoint);
    }
    return endpoint;
  };
}
