import { readdirSync, readFileSync } from 'node:fs';
import { DEFAULT_SETTINGS, type DeploymentSettings, readServerCatalogue } from '../../src/deployment/index.ts';

const FOLDER = new URL('../golden/operator/', import.meta.url);

/** What the real operator made of one resource. */
export interface OperatorCase {
  readonly id: string;
  /** Name of the operator's environment. */
  readonly env: string;
  readonly input: unknown;
  readonly settings: DeploymentSettings;
  readonly accepted: boolean;
  readonly message: string;
  /** `Available` and so on; undefined where the operator left the resource alone. */
  readonly state: string | undefined;
  /** Deployments and Services by kind and name; empty for cases that are about admission only. */
  readonly objects: Readonly<Record<string, RecordedObject>>;
}

export interface RecordedObject {
  readonly metadata?: { readonly labels?: Readonly<Record<string, string>> };
  readonly spec: {
    readonly replicas?: number;
    readonly ports?: readonly { readonly name: string; readonly port: number }[];
    readonly template?: { readonly spec: RecordedPod };
  };
}

interface RecordedPod {
  readonly containers: readonly RecordedContainer[];
  readonly initContainers?: readonly { readonly name: string }[];
}

export interface RecordedContainer {
  readonly name: string;
  readonly image?: string;
  readonly env?: readonly { readonly name: string; readonly value?: unknown }[];
  readonly ports?: readonly { readonly name?: string; readonly containerPort: number }[];
}

interface Admission {
  readonly accepted: boolean;
  readonly message?: string;
}

interface Phase {
  readonly objects?: Readonly<Record<string, RecordedObject>>;
  readonly status?: { readonly state?: string };
}

interface Recorded {
  readonly id: string;
  readonly env: string;
  readonly input?: unknown;
  readonly admission?: Admission;
  readonly predictorServersAdded?: unknown;
  readonly creating?: Phase | null;
  readonly ready?: Phase | null;
  readonly first?: { readonly input: unknown; readonly admission: Admission };
  readonly steps?: readonly { readonly label: string; readonly input?: unknown; readonly admission?: Admission }[];
}

/** Every resource that was given to the real operator, with what it answered and made. */
export function readOperatorCases(): readonly OperatorCase[] {
  const files = readdirSync(FOLDER).filter((name) => name.endsWith('.json'));
  return files.flatMap((name) => {
    const { cases } = JSON.parse(readFileSync(new URL(name, FOLDER), 'utf8')) as { cases: readonly Recorded[] };
    return cases.flatMap(toCases);
  });
}

function toCases(recorded: Recorded): readonly OperatorCase[] {
  const settings = makeSettings(recorded);
  const make = (id: string, input: unknown, { accepted, message = '' }: Admission): OperatorCase => {
    const phase = { ...recorded.creating?.objects, ...recorded.ready?.objects };
    const state = recorded.ready?.status?.state ?? recorded.creating?.status?.state;
    return { id, env: recorded.env, input, settings, accepted, message, state, objects: phase };
  };
  if (recorded.admission) return [make(recorded.id, recorded.input, recorded.admission)];
  const first = recorded.first ? [make(`updates/${recorded.id}`, recorded.first.input, recorded.first.admission)] : [];
  const steps = (recorded.steps ?? []).flatMap(({ label, input, admission }) =>
    input && admission ? [make(`updates/${recorded.id}/${label}`, input, admission)] : [],
  );
  return [...first, ...steps];
}

/** Environment of the operator as settings, where names, ports and images depend on it. */
function makeSettings({ env, predictorServersAdded }: Recorded): DeploymentSettings {
  const added = predictorServersAdded === undefined ? {} : readServerCatalogue(predictorServersAdded);
  const base = { ...DEFAULT_SETTINGS, servers: { ...DEFAULT_SETTINGS.servers, ...added } };
  if (env === 'settings')
    return {
      ...base,
      httpPort: 9100,
      grpcPort: 9600,
      metricsPortName: 'prom',
      metricsPath: '/metrics2',
      namesPrefixed: true,
    };
  return base;
}
