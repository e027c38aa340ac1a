import type { Service } from '../service/index.ts';

/** The name under which a server's answers say where they come from: its deployment's, where it is part of one. */
export function serverNameOf({ settings }: Service): string {
  return settings.deploymentId ?? 'radiant';
}
