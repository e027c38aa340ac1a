import type { Container, PredictorSpec } from './types.ts';

/** The container with a node's name; undefined for a node that has none. */
export function findContainer({ componentSpecs = [] }: PredictorSpec, name: string): Container | undefined {
  for (const { spec } of componentSpecs) {
    const found = spec?.containers?.find((container) => container.name === name);
    if (found !== undefined) return found;
  }
  return undefined;
}
