import { decodeSegment } from '../decode-segment.ts';
import type { Route, RouteTable } from './route.ts';

/** A route with the path that is left for the predictor. */
export interface FoundRoute {
  readonly route: Route;
  readonly path: string;
}

const PREFIX = /^\/seldon\/([^/]+)(?:\/([^/]+))?(\/.*)?$/;

/** Finds the route of `/seldon/<namespace>/<name>/...`, or of `/seldon/<name>/...` for a deployment of the default namespace. */
export function findRoute(path: string, routes: RouteTable): FoundRoute | undefined {
  const match = PREFIX.exec(path);
  if (match === null) return undefined;
  const [, first = '', second, rest = '/'] = match;
  const named = second === undefined ? undefined : routes.find(decodeSegment(first), decodeSegment(second));
  if (named !== undefined) return { route: named, path: rest };
  const short = routes.find(undefined, decodeSegment(first));
  if (short === undefined) return undefined;
  return { route: short, path: second === undefined ? rest : `/${second}${match[3] ?? ''}` };
}
