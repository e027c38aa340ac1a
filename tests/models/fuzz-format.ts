import { RadiantError } from '../../src/base/index.ts';
import { createDense } from '../../src/models/estimators/features.ts';
import { type Estimator, folderOf, loadModel, loadModelFolder } from '../../src/models/index.ts';
import type { FuzzInput, MakeInput } from './fuzz-formats.ts';
import { createRandom } from './mutate.ts';

export interface FuzzResult {
  readonly loaded: number;
  readonly refused: number;
  readonly slowestMs: number;
  /** What must never happen: errors of the language, files that take too long, too much memory. */
  readonly problems: readonly string[];
}

const MAX_MS = 1000;
const MAX_MEMORY_BYTES = 1.5 * 2 ** 30;
const MAX_PROBLEMS = 20;
/** A model that asks for more is not asked anything here. */
const MAX_COLUMNS = 10_000;

/** Loads `count` changed files of a format and asks what loads; file i depends on seed + i only. */
export async function fuzzFormat(make: MakeInput, count: number, seed: number): Promise<FuzzResult> {
  const problems: string[] = [];
  let loaded = 0;
  let slowestMs = 0;
  for (let i = 0; i < count && problems.length < MAX_PROBLEMS; i++) {
    const input = await make(createRandom(seed + i));
    const started = performance.now();
    const cpu = process.threadCpuUsage();
    const problem = await tryInput(input);
    if (problem === undefined) loaded++;
    else if (problem !== '') problems.push(`file ${seed + i}: ${problem}`);
    // Time of the processor: a busy machine must not fail the test. The clock tells waiting from working.
    const used = process.threadCpuUsage(cpu);
    const tookMs = Math.min(performance.now() - started, (used.user + used.system) / 1000);
    slowestMs = Math.max(slowestMs, tookMs);
    if (tookMs > MAX_MS) problems.push(`file ${seed + i}: took ${tookMs.toFixed(0)} ms`);
    if (process.memoryUsage.rss() > MAX_MEMORY_BYTES) problems.push(`file ${seed + i}: too much memory`);
  }
  return { loaded, refused: count - loaded, slowestMs, problems };
}

/** Undefined when the model loads and answers, an empty text when it is refused as it should be. */
async function tryInput(input: FuzzInput): Promise<string | undefined> {
  try {
    ask(input instanceof Uint8Array ? await loadModel(input) : (await loadModelFolder(folderOf(input))).estimator);
    return undefined;
  } catch (error) {
    if (error instanceof RadiantError) return '';
    return error instanceof Error ? (error.stack ?? error.message).slice(0, 600) : String(error);
  }
}

function ask(model: Estimator): void {
  const columns = model.input.featureCount ?? 4;
  if (model.input.kind !== 'number' || columns > MAX_COLUMNS) return;
  const x = createDense(3, columns);
  for (let c = 0; c < columns; c++) {
    x.data[c] = c - 1.5;
    if (model.input.allowsNaN) x.data[columns + c] = Number.NaN;
    x.data[2 * columns + c] = 1e6 * (c + 1);
  }
  model.predict?.(x);
  model.predictProba?.(x);
  model.transform?.(x);
}
