import { fuzzFormat } from './fuzz-format.ts';
import { readFuzzFormats } from './fuzz-formats.ts';

/** Usage: node tests/models/fuzz.ts [COUNT] [FORMAT] [SEED]: loads so many changed files (100,000) of each format. */
const count = Number(process.argv[2] ?? 100_000);
const only = process.argv[3];
const seed = Number(process.argv[4] ?? 1);
for (const [name, make] of readFuzzFormats()) {
  if (only !== undefined && only !== name) continue;
  const started = performance.now();
  const { loaded, refused, slowestMs, problems } = await fuzzFormat(make, count, seed);
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  console.log(`${name}: ${loaded} loaded, ${refused} refused, slowest ${slowestMs.toFixed(0)} ms, ${seconds} s`);
  for (const problem of problems) console.log(`  ${problem}`);
  if (problems.length > 0) process.exitCode = 1;
}
