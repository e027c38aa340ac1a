const TRUE_WORDS: ReadonlySet<string> = new Set(['1', 'true', 't']);

/** True for `1`, `true` and `t` in any case, as Seldon reads its switches; undefined gives the fallback. */
export function parseBoolean(text: string | undefined, fallback: boolean): boolean {
  return text === undefined ? fallback : TRUE_WORDS.has(text.trim().toLowerCase());
}
