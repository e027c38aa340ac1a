import { RadiantError } from '../../../base/index.ts';
import { encodeErrorRest, parseRoute, V2_PATHS, type V2Route, type V2Target } from '../../../protocols/v2/index.ts';
import type { DoorOptions } from '../../door.ts';
import { readIdentity } from '../../v2/index.ts';
import type { Endpoint } from '../endpoint.ts';
import type { Exchange } from '../exchange.ts';
import type { RestProtocol } from '../rest-protocols.table.ts';
import { pathOf } from '../split-url.ts';
import { answerDocs, answerOpenApi } from './answer-docs.ts';
import { answerInfer } from './answer-infer.ts';
import {
  answerChange,
  answerIndex,
  answerModelMetadata,
  answerReadiness,
  answerServerMetadata,
} from './answer-questions.ts';
import { answerStream } from './answer-stream.ts';

type Answer = (exchange: Exchange, route: V2Route) => void;
type Description = Pick<Endpoint, 'get' | 'post' | 'readsBody' | 'label'> & { readonly answer: Answer };

const OPENAPI_PATH = '/v2/docs/dataplane.json';
/** What no path asks for. */
const NOWHERE: V2Route = { target: 'docs', model: undefined, version: undefined };
const MAX_ROUTES = 10_000;
const MAX_ROUTE_LENGTH = 200;
const GET = { get: true, post: false, readsBody: false } as const;
const POST = { get: false, post: true, readsBody: true } as const;

/** The Open Inference Protocol over REST: every path below /v2. */
export function v2Protocol(options: DoorOptions): RestProtocol {
  const byTarget = describeTargets(options);
  const routeOf = rememberRoutes();
  const openEndpoint = ({ answer, ...rest }: Description): Endpoint => ({
    ...rest,
    encodeError: encodeErrorRest,
    handle(exchange) {
      answer(exchange, routeOf(pathOf(exchange.req.url ?? '')) ?? NOWHERE);
    },
  });
  const endpoints = new Map<string, Endpoint>();
  for (const [path, target] of Object.entries(V2_PATHS)) endpoints.set(path, openEndpoint(byTarget[target]));
  const found = new Map(Object.entries(byTarget).map(([target, description]) => [target, openEndpoint(description)]));
  const unknown = openEndpoint({ ...POST, get: true, label: 'other', answer: refuseUnknown });
  return {
    endpoints,
    find(path) {
      if (!path.startsWith('/v2/')) return undefined;
      const route = routeOf(path);
      return route === undefined ? unknown : found.get(route.target);
    },
    openApiPath: OPENAPI_PATH,
  };
}

/** Parses each path once, as long as callers use but few of them. */
function rememberRoutes(): (path: string) => V2Route | undefined {
  const routes = new Map<string, V2Route>();
  return (path) => {
    const known = routes.get(path);
    if (known !== undefined) return known;
    const route = parseRoute(path);
    if (route !== undefined && routes.size < MAX_ROUTES && path.length <= MAX_ROUTE_LENGTH) routes.set(path, route);
    return route;
  };
}

function describeTargets(options: DoorOptions): Readonly<Record<V2Target, Description>> {
  const { models } = options;
  const identity = readIdentity();
  const docs = answerDocs(models);
  const infer = { ...POST, label: 'predict', answer: answerInfer(models) } as const;
  const isModelReady = ({ model, version }: V2Route): boolean =>
    models.isReady(model ?? '', version === undefined ? undefined : { version });
  const other = (answer: Answer): Description => ({ ...GET, label: 'other', answer });
  return {
    docs: other(docs),
    index: { ...POST, label: 'other', answer: answerIndex(models) },
    infer,
    load: { ...POST, label: 'other', answer: answerChange((name) => models.load(name)) },
    metadata: { ...GET, label: 'metadata', answer: answerModelMetadata(models) },
    modelDocs: other(docs),
    openapi: other(answerOpenApi(options)),
    ready: other(answerReadiness(isModelReady, (ready, { model }) => ({ name: model ?? '', ready }))),
    serverLive: other(
      answerReadiness(
        () => true,
        (live) => ({ live }),
      ),
    ),
    serverMetadata: other(answerServerMetadata(identity)),
    serverReady: other(
      answerReadiness(
        () => models.isAllReady(),
        (ready) => ({ ready }),
      ),
    ),
    stream: { ...POST, label: 'predict', answer: answerStream(models) },
    unload: { ...POST, label: 'other', answer: answerChange((name) => models.unload(name)) },
  };
}

function refuseUnknown(exchange: Exchange): void {
  const path = pathOf(exchange.req.url ?? '').slice(0, 100);
  throw new RadiantError(
    'NOT_FOUND',
    `${path}: there is /v2/models/NAME/infer (POST), /v2/models/NAME and /v2/models/NAME/ready (GET), where /versions/V may follow the name, and /v2/health/ready`,
    { reason: 'PATH_NOT_FOUND' },
  );
}
