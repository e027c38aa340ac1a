import { readdirSync, readFileSync } from 'node:fs';
import { DIFFERENCES } from './differences.table.ts';
import type { GoldenFile } from './golden-case.ts';
import { type CaseResult, type ReplayOptions, replayFile } from './replay.ts';

const GOLDEN = new URL('../golden/', import.meta.url);

/** The recorded files, by name. */
export function goldenNames(): readonly string[] {
  return readdirSync(GOLDEN)
    .filter((name) => name.endsWith('.json'))
    .sort();
}

/**
 * Replays one recorded file against the deliberate differences of this project. Graphs are replayed twice: with the nodes that are classes in the
 * predictor's process, and as microservices of their own.
 */
export async function replayGolden(name: string, options: Omit<ReplayOptions, 'differences'>): Promise<CaseResult[]> {
  const file = JSON.parse(readFileSync(new URL(name, GOLDEN), 'utf8')) as GoldenFile;
  if (!name.startsWith('executor-')) return replayFile(file, { ...options, differences: DIFFERENCES });
  const results: CaseResult[] = [];
  for (const placement of ['here', 'elsewhere'] as const) {
    const cases = file.cases.filter(({ node }) => node === undefined || placement === 'elsewhere');
    const named = cases.map((one) => ({ ...one, id: `graph ${placement}: ${one.id}` }));
    results.push(...(await replayFile({ ...file, cases: named }, { ...options, placement, differences: DIFFERENCES })));
  }
  return results;
}

/** Deliberate differences that no case needed: the row is stale, or the recording agrees by now. */
export function unusedDifferences(results: readonly CaseResult[]): readonly string[] {
  const used = new Set(results.map((result) => result.excusedBy));
  return DIFFERENCES.map(({ name }) => name).filter((name) => !used.has(name));
}
