import { type Document, isMap, isPair, isScalar, visit } from 'yaml';

/** A key that an object has twice, with its place in the text. */
export interface TwinKey {
  readonly key: string;
  readonly offset: number;
}

/** The first keys of a document that stand in their object a second time (the parser's own check takes quadratic time). */
export function findTwins(document: Document, most: number): readonly TwinKey[] {
  const twins: TwinKey[] = [];
  visit(document, {
    Map: (_, map) => {
      const seen = new Set<string>();
      for (const item of isMap(map) ? map.items : []) {
        if (!isPair(item) || !isScalar(item.key)) continue;
        const key = String(item.key.value);
        if (seen.has(key) && key !== '<<') twins.push({ key, offset: item.key.range?.[0] ?? 0 });
        seen.add(key);
      }
      return twins.length >= most ? visit.BREAK : undefined;
    },
  });
  return twins;
}
