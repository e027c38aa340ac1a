import type { Verb } from '../../payload/index.ts';

/** What a path does: a verb of the component, or something that the server answers itself. */
export type RouteTarget = Verb | 'metadata' | 'openapi' | 'ping';

export interface SeldonRoute {
  /** Without HEAD, which works where GET does, and OPTIONS, which works everywhere. */
  readonly methods: readonly ('GET' | 'POST')[];
  readonly target: RouteTarget;
}

const GET = ['GET'] as const;
const GET_POST = ['GET', 'POST'] as const;
const POST = ['POST'] as const;

/** Every REST path of a Seldon microservice. */
export const SELDON_ROUTES: Readonly<Record<string, SeldonRoute>> = {
  '/aggregate': { methods: GET_POST, target: 'aggregate' },
  '/api/v0.1/feedback': { methods: POST, target: 'sendFeedback' },
  '/api/v0.1/predictions': { methods: POST, target: 'predict' },
  '/api/v1.0/feedback': { methods: POST, target: 'sendFeedback' },
  '/api/v1.0/health/status': { methods: GET, target: 'healthStatus' },
  '/api/v1.0/metadata': { methods: GET, target: 'metadata' },
  '/api/v1.0/predictions': { methods: POST, target: 'predict' },
  '/health/ping': { methods: GET, target: 'ping' },
  '/health/status': { methods: GET, target: 'healthStatus' },
  '/metadata': { methods: GET, target: 'metadata' },
  '/predict': { methods: GET_POST, target: 'predict' },
  '/route': { methods: GET_POST, target: 'route' },
  '/seldon.json': { methods: GET, target: 'openapi' },
  '/send-feedback': { methods: GET_POST, target: 'sendFeedback' },
  '/transform-input': { methods: GET_POST, target: 'transformInput' },
  '/transform-output': { methods: GET_POST, target: 'transformOutput' },
};
