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

/** Replays one recorded file against the deliberate differences of this project. */
export function replayGolden(name: string, options: Omit<ReplayOptions, 'differences'>): Promise<CaseResult[]> {
  const file = JSON.parse(readFileSync(new URL(name, GOLDEN), 'utf8')) as GoldenFile;
  return replayFile(file, { ...options, differences: DIFFERENCES });
}

/** Deliberate differences that no case needed: the row is stale, or the recording agrees by now. */
export function unusedDifferences(results: readonly CaseResult[]): readonly string[] {
  const used = new Set(results.map((result) => result.excusedBy));
  return DIFFERENCES.map(({ name }) => name).filter((name) => !used.has(name));
}
