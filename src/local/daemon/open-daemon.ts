import { mkdir } from 'node:fs/promises';
import { setTimeout as wait } from 'node:timers/promises';
import { type Log, RadiantError } from '../../base/index.ts';
import {
  DEFAULT_SETTINGS,
  parseDeployment,
  type SeldonDeployment,
  type ServerCatalogue,
} from '../../deployment/index.ts';
import { openIngress } from '../../server/index.ts';
import { type LocalDeployment, openLocalControl } from '../local-control.ts';
import type { DeploymentContext, LocalProgress, LocalSurroundings } from '../open-local-predictor.ts';
import type { ApplyRequest, DaemonView, DeploymentView, RevisionView } from './admin-api.ts';
import type { HomeFolder } from './home-folder.ts';
import { openRevisionStore, type Revision, type StoredDeployment } from './revision-store.ts';
import { viewDeployment } from './view-deployment.ts';

export interface DaemonOptions extends Omit<LocalSurroundings, 'onProgress'> {
  readonly home: HomeFolder;
  readonly host: string;
  readonly port: number;
  readonly version: string;
}

/** The control plane of a user: what `apply`, `get` and the other commands talk to. */
export interface Daemon {
  readonly view: DaemonView;
  list(): Promise<readonly DeploymentView[]>;
  find(namespace: string, name: string): Promise<DeploymentView>;
  apply(request: ApplyRequest, say: (text: string) => void): Promise<DeploymentView>;
  /** Applies another text of a deployment with what the last version brought along. */
  amend(namespace: string, name: string, written: unknown, say: (text: string) => void): Promise<DeploymentView>;
  remove(namespace: string, name: string): Promise<void>;
  history(namespace: string, name: string): Promise<readonly RevisionView[]>;
  /** Applies an earlier version anew: that of the number, or the one before the last. */
  undo(
    namespace: string,
    name: string,
    revision: number | undefined,
    say: (text: string) => void,
  ): Promise<DeploymentView>;
  close(signal?: AbortSignal): Promise<void>;
}

/** What ran before has so long to come back before the daemon listens to commands; images may need longer. */
const RESTORE_PATIENCE_MS = 10_000;

/** Opens the ingress and starts again what ran before; what takes long is `Creating` until it is there. A deployment that does not start any more is told in the log and stays in the list. */
export async function openDaemon(options: DaemonOptions): Promise<Daemon> {
  const { home, log, host } = options;
  await mkdir(home.path, { recursive: true, mode: 0o700 });
  const store = openRevisionStore(home.deployments);
  const listeners = new Set<(progress: LocalProgress) => void>();
  const control = openLocalControl({
    ...options,
    onProgress: (progress) => {
      for (const listener of listeners) listener(progress);
    },
  });
  const ingress = await openIngress({ routes: control.routes, host, port: options.port, log });
  const lost = new Map<string, LocalDeployment>();
  const closing = new AbortController();
  const start = (revision: Revision): Promise<unknown> =>
    control.apply(...read(revision, options.servers), closing.signal);
  const restoring = restore(await store.list(), start, { lost, log, signal: closing.signal });
  await Promise.race([restoring, wait(RESTORE_PATIENCE_MS, undefined, { ref: false })]);

  const view = async (deployment: LocalDeployment): Promise<DeploymentView> =>
    viewDeployment(deployment, await store.find(deployment.namespace, deployment.name), ingress.port);
  const known = (namespace: string, name: string): LocalDeployment => {
    const found = control.find(namespace, name) ?? lost.get(`${namespace}/${name}`);
    if (found === undefined) throw notFound(namespace, name);
    return found;
  };
  const apply = async (request: ApplyRequest, say: (text: string) => void): Promise<DeploymentView> => {
    const [deployment, context] = read(request, options.servers);
    const { namespace = 'default', name = '' } = deployment.metadata;
    const listener = (progress: LocalProgress): void => {
      if (progress.deployment === name && progress.namespace === namespace) say(describe(progress));
    };
    listeners.add(listener);
    try {
      // Written first: after a crash in between it is started then.
      await store.append(namespace, name, { ...request, appliedAt: new Date().toISOString() });
      const applied = await control.apply(deployment, context);
      lost.delete(`${namespace}/${name}`);
      return await view(applied);
    } catch (thrown) {
      await store.dropLast(namespace, name);
      throw thrown;
    } finally {
      listeners.delete(listener);
    }
  };
  return {
    view: { pid: process.pid, version: options.version, port: ingress.port, home: home.path },
    list: () => Promise.all([...control.list(), ...lost.values()].map(view)),
    find: async (namespace, name) => await view(known(namespace, name)),
    apply,
    async amend(namespace, name, written, say) {
      known(namespace, name);
      const last = (await store.find(namespace, name))?.revisions.at(-1);
      if (last === undefined) throw notFound(namespace, name);
      return await apply({ ...last, written }, say);
    },
    async remove(namespace, name) {
      known(namespace, name);
      await store.remove(namespace, name);
      lost.delete(`${namespace}/${name}`);
      await control.remove(namespace, name);
    },
    async history(namespace, name) {
      const { revisions } = (await store.find(namespace, name)) ?? { revisions: [] };
      if (revisions.length === 0) throw notFound(namespace, name);
      return revisions.map(({ number, appliedAt }) => ({
        number,
        appliedAt,
        isCurrent: number === revisions.at(-1)?.number,
      }));
    },
    async undo(namespace, name, number, say) {
      known(namespace, name);
      const { revisions } = (await store.find(namespace, name)) ?? { revisions: [] };
      const wanted = number === undefined ? revisions.at(-2) : revisions.find((revision) => revision.number === number);
      if (wanted === undefined) throw noRevision(namespace, name, number, revisions);
      return await apply(wanted, say);
    },
    async close(signal) {
      closing.abort();
      await ingress.close(signal);
      await control.close(signal);
      await restoring;
    },
  };
}

async function restore(
  stored: readonly StoredDeployment[],
  start: (revision: Revision) => Promise<unknown>,
  {
    lost,
    log,
    signal,
  }: { readonly lost: Map<string, LocalDeployment>; readonly log: Log; readonly signal: AbortSignal },
): Promise<void> {
  await Promise.all(
    stored.map(async ({ namespace, name, revisions }) => {
      const last = revisions.at(-1);
      if (last === undefined) return;
      try {
        await start(last);
      } catch (thrown) {
        if (signal.aborted) return;
        const description = thrown instanceof Error ? thrown.message : String(thrown);
        log.error(`${namespace}/${name} does not start any more: ${description}`);
        const deployment = last.written as SeldonDeployment;
        lost.set(`${namespace}/${name}`, {
          namespace,
          name,
          state: 'Failed',
          description,
          generation: 0,
          deployment,
          predictors: [],
        });
      }
    }),
  );
}

/** Checks and completes what was written. Throws INVALID_ARGUMENT, reason BAD_DEPLOYMENT. */
function read(
  { written, classes, objects, cwd, servers: own, serverClasses = {} }: ApplyRequest,
  known: ServerCatalogue = DEFAULT_SETTINGS.servers,
): readonly [SeldonDeployment, DeploymentContext] {
  const servers = { ...known, ...own };
  const parsed = parseDeployment(written, { settings: { ...DEFAULT_SETTINGS, servers } });
  if (!parsed.ok) {
    const problems = parsed.errors.map(({ path, message, fix }) => `${path}: ${message}; ${fix}`).join('\n');
    throw new RadiantError('INVALID_ARGUMENT', problems, { reason: 'BAD_DEPLOYMENT' });
  }
  return [
    parsed.deployment,
    {
      images: new Map(Object.entries(classes)),
      objects: new Map(Object.entries(objects)),
      cwd,
      servers,
      serverClasses: new Map(Object.entries(serverClasses)),
    },
  ];
}

function describe({ predictor, node, doneBytes, totalBytes }: LocalProgress): string {
  if (doneBytes === undefined) return `predictor ${predictor}: starting ${node}`;
  const total = totalBytes === undefined ? '' : ` of ${totalBytes}`;
  return `predictor ${predictor}: ${node}: ${doneBytes}${total} bytes downloaded`;
}

function notFound(namespace: string, name: string): RadiantError {
  return new RadiantError('NOT_FOUND', `there is no deployment ${namespace}/${name}; radiant get lists what there is`, {
    reason: 'DEPLOYMENT_NOT_FOUND',
  });
}

function noRevision(
  namespace: string,
  name: string,
  number: number | undefined,
  revisions: readonly Revision[],
): RadiantError {
  const there = revisions.map((revision) => revision.number).join(', ');
  const wanted = number === undefined ? 'an earlier version' : `version ${number}`;
  return new RadiantError('NOT_FOUND', `${namespace}/${name} has not ${wanted}: there is ${there}`, {
    reason: 'REVISION_NOT_FOUND',
  });
}
