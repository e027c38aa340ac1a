import type { DocumentOptions, ParseOptions, SchemaOptions, Tags } from 'yaml';

/** Tags of YAML 1.1 that kubectl does not know, or that make something else than JSON. */
const NOT_JSON: ReadonlySet<string> = new Set(['timestamp', 'binary', 'omap', 'pairs', 'set']);

/**
 * YAML as kubectl reads it: version 1.1 (`0644` is octal, `yes` is true, `<<` merges) without dates and base-60 numbers.
 * Twin keys are looked for by `findTwins`.
 */
export const YAML_OPTIONS: ParseOptions & DocumentOptions & SchemaOptions = {
  version: '1.1',
  merge: true,
  strict: true,
  uniqueKeys: false,
  prettyErrors: false,
  logLevel: 'silent',
  customTags: (tags: Tags): Tags => tags.filter(isPlain),
};

function isPlain(tag: Tags[number]): boolean {
  if (typeof tag === 'string') return !NOT_JSON.has(tag) && !/Time$/.test(tag);
  return !NOT_JSON.has(tag.tag.split(':').at(-1) ?? '') && !('format' in tag && tag.format === 'TIME');
}
