import type { Log } from '../../base/index.ts';
import { METRICS_CONTENT_TYPE } from '../../observe/index.ts';
import { DESCRIPTOR_SET_BASE64, encodeErrorRest } from '../../protocols/seldon/index.ts';
import { DEFAULT_LIMITS, type Door, type Limits } from '../door.ts';
import { HEALTH_SERVICE, healthMethods } from '../grpc/health/health-methods.ts';
import { openMethodDoor } from '../grpc/open-method-door.ts';
import { parseDescriptorSet } from '../grpc/reflection/descriptor-index.ts';
import { REFLECTION_SERVICES, reflectionMethods } from '../grpc/reflection/reflection-methods.ts';
import type { Listen } from '../listen.ts';
import type { Endpoint } from '../rest/endpoint.ts';
import { JSON_TYPE } from '../rest/exchange.ts';
import { openHttpDoor } from '../rest/open-http-door.ts';
import { toListenError } from '../to-listen-error.ts';
import { ingressMethods } from './ingress-methods.ts';
import { findInRoutes } from './ingress-paths.ts';
import { openSharedPort } from './open-shared-port.ts';
import type { RouteTable } from './route.ts';

export interface IngressOptions {
  readonly routes: RouteTable;
  readonly host: string;
  /** One port for REST and gRPC. */
  readonly port: number;
  readonly log: Log;
  readonly limits?: Partial<Limits>;
  readonly accessLog?: boolean;
  /** Uniform in [0, 1); Math.random when left out. */
  readonly random?: () => number;
  /** More paths of the ingress's own door, for example those of an admin. */
  readonly endpoints?: ReadonlyMap<string, Endpoint>;
}

export interface RunningIngress {
  /** The port that is really bound. */
  readonly port: number;
  close(signal?: AbortSignal): Promise<void>;
}

const TEXT = 'text/plain; charset=utf-8';
const READY_TIMEOUT_MS = 5_000;

/** Opens one port for all deployments, REST and gRPC, with the paths of a cluster's ingress. Rejects when it cannot be bound. */
export async function openIngress(options: IngressOptions): Promise<RunningIngress> {
  const { host, port } = options;
  const limits = { ...DEFAULT_LIMITS, ...options.limits };
  const shared = await openSharedPort(host, port, limits.headersTimeoutMs).catch((thrown: unknown) => {
    throw toListenError(thrown, { host, port, what: 'the ingress', option: '--port' });
  });
  const doors: Door[] = [];
  try {
    doors.push(await openRest(options, shared.rest, limits));
    doors.push(await openGrpc(options, shared.grpc, limits));
  } catch (thrown) {
    shared.close();
    throw thrown;
  }
  return {
    port: doors[0]?.port ?? port,
    close: async (signal) => {
      await Promise.all(doors.map((door) => door.close(signal)));
    },
  };
}

function openRest(options: IngressOptions, listen: Listen, limits: Limits): Promise<Door> {
  const { routes, host, port, log, random = Math.random } = options;
  return openHttpDoor({
    host,
    port,
    listen,
    limits,
    log,
    accessLog: options.accessLog ?? false,
    endpoints: new Map([...ownEndpoints(routes), ...(options.endpoints ?? [])]),
    findEndpoint: findInRoutes(routes, random),
    encodeError: (error) => encodeErrorRest(error).body.toString(),
    metrics: undefined,
    hint: 'deployments are at /seldon/<namespace>/<name>/; / lists them',
    what: 'REST',
    option: '--port',
  });
}

function openGrpc(options: IngressOptions, listen: Listen, limits: Limits): Promise<Door> {
  const { routes, host, port, log, random = Math.random } = options;
  const services = [HEALTH_SERVICE, ...REFLECTION_SERVICES, 'seldon.protos.Seldon'];
  const own = [
    ...healthMethods(new Set(services), { isReady: () => true }),
    ...reflectionMethods(() => parseDescriptorSet(Buffer.from(DESCRIPTOR_SET_BASE64, 'base64')), services),
  ];
  const methods = ingressMethods(routes, new Map(own.map((method) => [method.path, method])), random);
  return openMethodDoor({ methods, host, port, listen, limits, log });
}

function ownEndpoints(routes: RouteTable): Map<string, Endpoint> {
  const page = (handle: Endpoint['handle']): Endpoint => ({
    get: true,
    post: false,
    label: 'other',
    readsBody: false,
    handle,
  });
  return new Map([
    ['/', page((exchange) => exchange.answer(200, JSON_TYPE, listRoutes(routes)))],
    ['/live', page((exchange) => exchange.answer(200, TEXT, ''))],
    ['/ready', page((exchange) => answerReady(exchange, routes))],
    ['/metrics', page((exchange) => exchange.answer(200, METRICS_CONTENT_TYPE, renderAll(routes)))],
  ]);
}

function answerReady(exchange: Parameters<Endpoint['handle']>[0], routes: RouteTable): void {
  const signal = AbortSignal.any([exchange.signal, AbortSignal.timeout(READY_TIMEOUT_MS)]);
  const predictors = routes.list().flatMap((route) => route.predictors.map(({ routed }) => routed.predictor));
  Promise.all(predictors.map((predictor) => predictor.isReady(signal))).then(
    (all) => exchange.answer(all.every(Boolean) ? 200 : 503, TEXT, ''),
    (thrown) => exchange.fail(thrown),
  );
}

/** The pages of all predictors below each other; a family's heading stands once. */
function renderAll(routes: RouteTable): string {
  const pages = routes
    .list()
    .flatMap(({ predictors, shadows }) => [
      ...predictors.map(({ routed }) => routed.predictor.renderMetrics()),
      ...shadows.map(({ predictor }) => predictor.renderMetrics()),
    ]);
  return mergePages(pages);
}

/** Families of the same name must stand together, with one HELP and one TYPE. Source: the Prometheus text format. */
function mergePages(pages: readonly string[]): string {
  const families = new Map<string, { head: string[]; lines: string[] }>();
  for (const page of pages) {
    let family: { head: string[]; lines: string[] } = { head: [], lines: [] };
    for (const line of page.split('\n')) {
      const heading = /^# (HELP|TYPE) (\S+)/.exec(line);
      if (heading !== null) {
        const name = heading[2] as string;
        family = families.get(name) ?? { head: [], lines: [] };
        families.set(name, family);
        if (!family.head.some((known) => known.startsWith(`# ${heading[1]} `))) family.head.push(line);
      } else if (line !== '' && !line.startsWith('#')) {
        family.lines.push(line);
      }
    }
  }
  return [...families.values()].map(({ head, lines }) => `${[...head, ...lines].join('\n')}\n`).join('');
}

function listRoutes(routes: RouteTable): string {
  const deployments = routes.list().map(({ namespace, name, predictors, shadows }) => ({
    namespace,
    name,
    url: `/seldon/${namespace}/${name}/api/v1.0/predictions`,
    doc: `/seldon/${namespace}/${name}/api/v1.0/doc/`,
    predictors: [
      ...predictors.map(({ routed, weight }) => ({ name: routed.predictor.name, traffic: weight })),
      ...shadows.map(({ predictor }) => ({ name: predictor.name, shadow: true })),
    ],
  }));
  return `${JSON.stringify({ deployments }, undefined, 2)}\n`;
}
