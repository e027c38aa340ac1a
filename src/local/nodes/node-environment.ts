import { RadiantError } from '../../base/index.ts';
import type { Container, EnvVar } from '../../deployment/index.ts';
import { type ClusterObjects, objectKey } from './cluster-objects.ts';

export interface EnvironmentSource {
  readonly objects: ClusterObjects;
  readonly namespace: string;
  /** Path of the container in the deployment, for messages. */
  readonly path: string;
}

type Variables = Record<string, string>;

/** The variables of a container: those of envFrom, then its own. Throws FAILED_PRECONDITION for a secret or config map that is not there. */
export function readContainerEnvironment({ env = [], envFrom = [] }: Container, source: EnvironmentSource): Variables {
  const variables: Variables = {};
  for (const from of envFrom) {
    const {
      prefix = '',
      secretRef,
      configMapRef,
    } = from as { prefix?: string; secretRef?: Reference; configMapRef?: Reference };
    const named =
      secretRef === undefined ? readAll('ConfigMap', configMapRef, source) : readAll('Secret', secretRef, source);
    for (const [name, text] of Object.entries(named)) variables[prefix + name] = text;
  }
  for (const one of env) {
    const text = one.valueFrom === undefined ? expand(one.value ?? '', variables) : readReference(one, source);
    if (text !== undefined) variables[one.name] = text;
  }
  return variables;
}

/** The variables of a whole secret: what a storage initializer gets. */
export function readSecret(name: string, source: EnvironmentSource): Readonly<Variables> {
  return readAll('Secret', { name }, source);
}

interface Reference {
  readonly name?: string;
  readonly key?: string;
  readonly optional?: boolean;
}

function readAll(
  kind: 'Secret' | 'ConfigMap',
  reference: Reference | undefined,
  source: EnvironmentSource,
): Readonly<Variables> {
  const name = reference?.name ?? '';
  const found = source.objects.get(objectKey(kind, source.namespace, name));
  if (found !== undefined || reference === undefined || reference.optional === true) return found ?? {};
  throw missing(kind, name, source);
}

function readReference({ name, valueFrom }: EnvVar, source: EnvironmentSource): string | undefined {
  const { secretKeyRef, configMapKeyRef } = valueFrom as { secretKeyRef?: Reference; configMapKeyRef?: Reference };
  const reference = secretKeyRef ?? configMapKeyRef;
  // Fields and resources of a pod have no meaning here.
  if (reference === undefined) return undefined;
  const kind = secretKeyRef === undefined ? 'ConfigMap' : 'Secret';
  const text = readAll(kind, reference, source)[reference.key ?? ''];
  if (text !== undefined || reference.optional === true) return text;
  throw new RadiantError(
    'FAILED_PRECONDITION',
    `${source.path}: variable ${name}: ${kind} ${reference.name} has no key ${reference.key}`,
    {
      reason: 'KEY_NOT_FOUND',
    },
  );
}

/** `$(NAME)` is what the variable NAME above it holds; `$$(NAME)` is the text itself. Source: the Kubernetes API, EnvVar.value. */
function expand(text: string, variables: Readonly<Variables>): string {
  return text.replace(/\$(\$?)\(([^()\s]+)\)/g, (whole, escaped: string, name: string) => {
    if (escaped !== '') return `$(${name})`;
    return variables[name] ?? whole;
  });
}

function missing(kind: string, name: string, { namespace, path }: EnvironmentSource): RadiantError {
  return new RadiantError(
    'FAILED_PRECONDITION',
    `${path}: ${kind} ${name} is not there in namespace ${namespace}: give its YAML along with the deployment (-f)`,
    { reason: 'OBJECT_NOT_FOUND' },
  );
}
