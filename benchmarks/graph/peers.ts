import { fileURLToPath } from 'node:url';
import { ensureVenv } from '../../tests/support/ensure-venv.ts';
import type { Contender } from '../serving/contender.ts';

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
const CONTENDERS = here('contenders');
const COMMON = { transport: 'rest', work: 'row' } as const;

/** What graphs are held against: the ceiling of Node, and a chain of three by others. */
export interface Peer {
  readonly name: string;
  /** False for what is quick to start and measured in every round. */
  readonly isPeer: boolean;
  /** Rejects with the reason when it cannot be installed here. */
  open(): Promise<Contender>;
}

/** Ray starts a scheduler, a controller, a proxy and three replicas, each a process that loads all of it. */
const SLOW_START_MS = 300_000;

/** What every row is held against. */
export const RAW = 'raw node:http, constant answer';

export const PEERS: readonly Peer[] = [
  {
    name: RAW,
    isPeer: false,
    open: async () => ({
      ...COMMON,
      name: 'raw node:http',
      path: '/',
      command: ({ rest }) => ({
        program: process.execPath,
        args: [here('../serving/contenders/raw-http.mjs'), String(rest)],
      }),
    }),
  },
  {
    name: 'chain3, Ray Serve 2.60.0',
    isPeer: true,
    open: async () => {
      const program = await ensureVenv('ray');
      return {
        ...COMMON,
        name: 'Ray Serve',
        startTimeoutMs: SLOW_START_MS,
        path: '/',
        command: ({ rest }) => ({
          program,
          args: [`${CONTENDERS}/ray_chain.py`, String(rest)],
          // Its controller kills a proxy that is not ready within 5 s, which on one busy core it never is.
          env: {
            RAY_AUTH_MODE: 'disabled',
            RAY_SERVE_PROXY_READY_CHECK_TIMEOUT_S: '120',
            RAY_USAGE_STATS_ENABLED: '0',
          },
        }),
      };
    },
  },
  {
    name: 'chain3, BentoML 1.4.36',
    isPeer: true,
    open: async () => {
      const python = await ensureVenv('bentoml');
      return {
        ...COMMON,
        name: 'BentoML',
        path: '/predict',
        command: ({ rest }) => ({
          program: python.replace(/python$/, 'bentoml'),
          args: ['serve', 'bentoml_chain:First', '--host', '127.0.0.1', '--port', String(rest)],
          cwd: CONTENDERS,
          env: { BENTOML_DO_NOT_TRACK: 'True' },
        }),
      };
    },
  },
];
