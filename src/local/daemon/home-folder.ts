import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import type { Environment } from '../../base/index.ts';

/** Where the daemon of a user keeps what it must not forget. */
export interface HomeFolder {
  readonly path: string;
  readonly socket: string;
  /** The options that the daemon was started with last. */
  readonly daemonArguments: string;
  /** One folder a namespace, one file a deployment. */
  readonly deployments: string;
  /** What the daemon and its deployments say, one JSON object a line. */
  readonly log: string;
  /** What bandits have learnt. */
  readonly state: string;
}

/** RADIANT_HOME, else `radiant` in the user's folder for state. Source of the names: the XDG base directory specification. */
export function findHomeFolder({ RADIANT_HOME, XDG_STATE_HOME, HOME }: Environment): HomeFolder {
  const fallback = HOME ? join(HOME, '.local', 'state', 'radiant') : join(tmpdir(), `radiant-${userInfo().uid}`);
  const path = RADIANT_HOME || (XDG_STATE_HOME ? join(XDG_STATE_HOME, 'radiant') : fallback);
  return {
    path,
    socket: join(path, 'daemon.sock'),
    daemonArguments: join(path, 'daemon-arguments.json'),
    deployments: join(path, 'deployments'),
    log: join(path, 'daemon.log'),
    state: join(path, 'state'),
  };
}
