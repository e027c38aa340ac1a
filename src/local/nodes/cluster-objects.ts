import type { OtherObject } from '../../deployment/index.ts';

/** Secrets and config maps that were given along with deployments, as variables by `kind/namespace/name`. */
export type ClusterObjects = ReadonlyMap<string, Readonly<Record<string, string>>>;

/** Reads the Secrets and ConfigMaps among the objects of a file; others are left out. */
export function readClusterObjects(others: readonly OtherObject[]): ClusterObjects {
  const objects = new Map<string, Record<string, string>>();
  for (const { kind, value } of others) {
    if (kind !== 'Secret' && kind !== 'ConfigMap') continue;
    const { metadata, data, stringData } = value as {
      metadata?: { name?: string; namespace?: string };
      data?: Record<string, unknown>;
      stringData?: Record<string, unknown>;
    };
    const variables: Record<string, string> = {};
    for (const [name, text] of Object.entries(data ?? {})) {
      variables[name] = kind === 'Secret' ? Buffer.from(String(text), 'base64').toString() : String(text);
    }
    for (const [name, text] of Object.entries(stringData ?? {})) variables[name] = String(text);
    objects.set(objectKey(kind, metadata?.namespace, metadata?.name ?? ''), variables);
  }
  return objects;
}

/** The key of an object; the namespace is `default` where there is none. */
export function objectKey(kind: 'Secret' | 'ConfigMap', namespace: string | undefined, name: string): string {
  return `${kind}/${namespace ?? 'default'}/${name}`;
}
