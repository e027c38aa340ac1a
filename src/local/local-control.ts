import type { SeldonDeployment } from '../deployment/index.ts';
import type { Route, RouteTable } from '../server/index.ts';
import {
  type DeploymentContext,
  fingerprintOf,
  type LocalPredictor,
  type LocalSurroundings,
  openLocalPredictor,
} from './open-local-predictor.ts';

export type LocalState = 'Creating' | 'Available' | 'Failed';

/** A deployment on this machine. */
export interface LocalDeployment {
  readonly namespace: string;
  readonly name: string;
  readonly state: LocalState;
  /** Why the last change failed; empty when it did not. */
  readonly description: string;
  /** Counts the changes. */
  readonly generation: number;
  readonly deployment: SeldonDeployment;
  /** What runs now, which is the last version that started. */
  readonly predictors: readonly LocalPredictor[];
}

export interface LocalControl {
  /** Where requests go; changes with every apply. */
  readonly routes: RouteTable;
  list(): readonly LocalDeployment[];
  find(namespace: string, name: string): LocalDeployment | undefined;
  /**
   * Starts a deployment, or changes it: what is new is started first, then requests go there, then what is old ends with its requests. When
   * something new does not start, everything stays as it was and the reason is thrown. Changes of one deployment follow each other.
   */
  apply(deployment: SeldonDeployment, context: DeploymentContext, signal?: AbortSignal): Promise<LocalDeployment>;
  /** Takes a deployment away once its requests have ended. False when there is none. */
  remove(namespace: string, name: string): Promise<boolean>;
  /** Closes everything; requests in flight end until the signal fires. */
  close(signal?: AbortSignal): Promise<void>;
}

/** Header of a deployment's requests whose value decides the predictor: `radiant.io/traffic-key: x-user-id`. */
const KEY_ANNOTATION = 'radiant.io/traffic-key';
/** What is replaced gets so long to answer its requests. */
const GRACE_MS = 60_000;

interface Entry {
  current: LocalDeployment;
  route: Route | undefined;
}

/** Runs deployments on this machine. */
export function openLocalControl(surroundings: LocalSurroundings): LocalControl {
  const { log } = surroundings;
  const entries = new Map<string, Entry>();
  const queues = new Map<string, Promise<unknown>>();
  const closings = new Set<Promise<void>>();
  const inTurn = <T>(key: string, work: () => Promise<T>): Promise<T> => {
    const turn = (queues.get(key) ?? Promise.resolve()).then(work, work);
    queues.set(key, turn);
    return turn;
  };
  const retire = (old: readonly LocalPredictor[], signal = AbortSignal.timeout(GRACE_MS)): void => {
    for (const predictor of old) {
      const closing = predictor.close(signal).catch((thrown: unknown) => {
        log.error(`predictor ${predictor.spec.name} did not close well: ${String(thrown)}`);
      });
      closings.add(closing);
      void closing.then(() => closings.delete(closing));
    }
  };
  return {
    routes: createRouteTable(entries),
    list: () => [...entries.values()].map(({ current }) => current).sort(byName),
    find: (namespace, name) => entries.get(keyOf(namespace, name))?.current,
    apply(deployment, context, signal = new AbortController().signal) {
      const around = { ...surroundings, ...context };
      const key = keyOf(namespaceOf(deployment), deployment.metadata.name ?? '');
      return inTurn(key, async () => {
        const known = entries.get(key);
        const entry: Entry = known ?? { current: starting(deployment), route: undefined };
        entries.set(key, entry);
        try {
          const { predictors, unused } = await openPredictors(deployment, entry.current.predictors, around, signal);
          const generation = entry.current.generation + 1;
          const { namespace, name } = entry.current;
          entry.current = { namespace, name, state: 'Available', description: '', generation, deployment, predictors };
          entry.route = createRoute(entry.current);
          retire(unused);
          return entry.current;
        } catch (thrown) {
          const description = thrown instanceof Error ? thrown.message : String(thrown);
          entry.current = { ...entry.current, state: 'Failed', description };
          throw thrown;
        }
      });
    },
    remove(namespace, name) {
      const key = keyOf(namespace, name);
      return inTurn(key, async () => {
        const entry = entries.get(key);
        if (entry === undefined) return false;
        entries.delete(key);
        retire(entry.current.predictors);
        await Promise.all(closings);
        return true;
      });
    },
    async close(signal) {
      await Promise.allSettled(queues.values());
      const all = [...entries.values()].flatMap(({ current }) => current.predictors);
      entries.clear();
      retire(all, signal);
      await Promise.all(closings);
    },
  };
}

function starting(deployment: SeldonDeployment): LocalDeployment {
  return {
    namespace: namespaceOf(deployment),
    name: deployment.metadata.name ?? '',
    state: 'Creating',
    description: '',
    generation: 0,
    deployment,
    predictors: [],
  };
}

/** Predictors that did not change are kept; `unused` are those that the new version has not. */
async function openPredictors(
  deployment: SeldonDeployment,
  old: readonly LocalPredictor[],
  around: LocalSurroundings & DeploymentContext,
  signal: AbortSignal,
): Promise<{ readonly predictors: readonly LocalPredictor[]; readonly unused: readonly LocalPredictor[] }> {
  const kept = new Set<LocalPredictor>();
  const opened: LocalPredictor[] = [];
  const predictors: LocalPredictor[] = [];
  try {
    for (const spec of deployment.spec.predictors) {
      const fingerprint = fingerprintOf(deployment, spec, around);
      const same = old.find((predictor) => predictor.fingerprint === fingerprint && !kept.has(predictor));
      if (same !== undefined) {
        kept.add(same);
        predictors.push({ ...same, spec });
        continue;
      }
      const predictor = await openLocalPredictor(deployment, spec, around, signal);
      opened.push(predictor);
      predictors.push(predictor);
    }
  } catch (thrown) {
    await Promise.allSettled(opened.map((predictor) => predictor.close(AbortSignal.abort())));
    throw thrown;
  }
  return { predictors, unused: old.filter((predictor) => !kept.has(predictor)) };
}

/** Shares are the predictors' `traffic`; a lone predictor gets everything. */
function createRoute({ namespace, name, deployment, predictors }: LocalDeployment): Route {
  const weighted = predictors.flatMap(({ routed, spec }) =>
    routed === undefined ? [] : [{ routed, weight: spec.traffic ?? 0 }],
  );
  const total = weighted.reduce((sum, { weight }) => sum + weight, 0);
  return {
    namespace,
    name,
    predictors:
      total > 0 ? weighted.filter(({ weight }) => weight > 0) : weighted.map((one) => ({ ...one, weight: 1 })),
    shadows: predictors.flatMap(({ shadow }) => shadow ?? []),
    keyHeader: { ...deployment.metadata.annotations, ...deployment.spec.annotations }[KEY_ANNOTATION]?.toLowerCase(),
  };
}

/** A deployment is found by its name alone when it is in the namespace `default`, or the only one of that name. */
function createRouteTable(entries: ReadonlyMap<string, Entry>): RouteTable {
  const list = (): Route[] => [...entries.values()].flatMap(({ route }) => route ?? []);
  return {
    list,
    find(namespace, name) {
      if (namespace !== undefined) return entries.get(keyOf(namespace, name))?.route;
      const named = list().filter((route) => route.name === name);
      return named.length === 1 ? named[0] : named.find((route) => route.namespace === 'default');
    },
  };
}

function namespaceOf({ metadata }: SeldonDeployment): string {
  return metadata.namespace ?? 'default';
}

function keyOf(namespace: string, name: string): string {
  return `${namespace}/${name}`;
}

function byName(a: LocalDeployment, b: LocalDeployment): number {
  return keyOf(a.namespace, a.name) < keyOf(b.namespace, b.name) ? -1 : 1;
}
