import type { IncomingHttpHeaders } from 'node:http2';
import { RadiantError } from '../../base/index.ts';
import type { CallContext, MethodTable, UnaryMethod } from '../grpc/call/method.ts';
import { choosePredictor, type Route, type RouteTable } from './route.ts';

/** gRPC methods of shadows: those that predict. */
const PREDICTS = /\/(Predict|ModelInfer)$/;

/**
 * The methods of all deployments: a call goes to the deployment that its metadata `seldon` and `namespace` name. Without `seldon` it goes to the only
 * deployment, if there is but one. `own` are the methods of the ingress itself.
 */
export function ingressMethods(routes: RouteTable, own: MethodTable, random: () => number): MethodTable {
  const delegates = new Map<string, UnaryMethod>();
  return {
    get(path) {
      const mine = own.get(path);
      if (mine !== undefined) return mine;
      // A deployment without replicas says so, whatever it is asked.
      const mayAnswer = routes
        .list()
        .some(({ predictors }) => predictors.length === 0 || predictors.some(({ routed }) => routed.methods.get(path)));
      if (!mayAnswer) return undefined;
      let delegate = delegates.get(path);
      if (delegate === undefined) {
        delegate = {
          kind: 'unary',
          path,
          call: (message, context) => callRoute(path, message, context, routes, random),
        };
        delegates.set(path, delegate);
      }
      return delegate;
    },
  };
}

function callRoute(
  path: string,
  message: Uint8Array,
  context: CallContext,
  routes: RouteTable,
  random: () => number,
): Uint8Array | Promise<Uint8Array> {
  const route = routeOf(context.headers, routes);
  const key = route.keyHeader === undefined ? undefined : text(context.headers[route.keyHeader]);
  const method = choosePredictor(route, key, random).methods.get(path);
  if (method?.kind !== 'unary') {
    throw new RadiantError('UNIMPLEMENTED', `${route.namespace}/${route.name} does not speak ${path.slice(1, 200)}`, {
      reason: 'METHOD_NOT_IN_PROTOCOL',
    });
  }
  const call = counted(method, message, context);
  return route.shadows.length > 0 && PREDICTS.test(path) ? mirror(route, path, message, context, call) : call();
}

/** The method counts its calls by itself, as behind its own door. */
function counted(
  method: UnaryMethod,
  message: Uint8Array,
  context: CallContext,
): () => Uint8Array | Promise<Uint8Array> {
  const startedMs = performance.now();
  const ended = (error: RadiantError | undefined): void => method.ended?.(error, performance.now() - startedMs);
  const done = (answer: Uint8Array): Uint8Array => {
    ended(undefined);
    return answer;
  };
  const failed = (thrown: unknown): never => {
    ended(thrown instanceof RadiantError ? thrown : new RadiantError('INTERNAL', 'internal error'));
    throw thrown;
  };
  return () => {
    try {
      const answer = method.call(message, context);
      return answer instanceof Promise ? answer.then(done, failed) : done(answer);
    } catch (thrown) {
      return failed(thrown);
    }
  };
}

function mirror(
  { shadows }: Route,
  path: string,
  message: Uint8Array,
  { headers }: CallContext,
  call: () => Uint8Array | Promise<Uint8Array>,
): Promise<Uint8Array> {
  const answer = (async () => call())();
  const answered = answer.catch(() => undefined);
  for (const shadow of shadows) shadow.mirrorGrpc(path, message, metadataOf(headers), answered);
  return answer;
}

function routeOf(headers: IncomingHttpHeaders, routes: RouteTable): Route {
  const name = text(headers.seldon);
  if (name === undefined) {
    const [only, ...others] = routes.list();
    if (only !== undefined && others.length === 0) return only;
    throw new RadiantError(
      'INVALID_ARGUMENT',
      'metadata seldon is missing: give the name of the deployment, and namespace where it is not default',
      {
        reason: 'DEPLOYMENT_NOT_NAMED',
      },
    );
  }
  const namespace = text(headers.namespace);
  const route = routes.find(namespace, name);
  if (route !== undefined) return route;
  throw new RadiantError(
    'NOT_FOUND',
    `there is no deployment ${namespace === undefined ? '' : `${namespace}/`}${name}`,
    {
      reason: 'DEPLOYMENT_NOT_FOUND',
    },
  );
}

function metadataOf(headers: IncomingHttpHeaders): string[] {
  const flat: string[] = [];
  for (const [name, value] of Object.entries(headers)) {
    if (
      !name.startsWith(':') &&
      !name.startsWith('grpc-') &&
      name !== 'te' &&
      name !== 'content-type' &&
      typeof value === 'string'
    )
      flat.push(name, value);
  }
  return flat;
}

function text(value: string | string[] | undefined): string | undefined {
  const first = Array.isArray(value) ? value[0] : value;
  return first === '' ? undefined : first;
}
