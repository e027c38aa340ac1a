import { parseArgs } from 'node:util';
import { openSurroundings } from './open-surroundings.ts';
import type { CaseResult } from './replay.ts';
import { goldenNames, replayGolden } from './replay-golden.ts';
import { printV2Replay } from './v2/print-replay.ts';

const HELP = `Replays the recorded cases of Seldon Core against Radiant.

  npm run conformance                              all files of tests/golden
  npm run conformance -- --only 'EchoModel/.*nd-'  only the cases whose id matches
  npm run conformance -- cli.json --verbose        one file, every difference in full
  npm run conformance -- v2/grpc.json              recorded cases of MLServer; v2/ for all of them

  --jobs N      servers at the same time (default 2)
  --verbose     also name the cases that a deliberate difference excuses`;

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      only: { type: 'string' },
      jobs: { type: 'string', default: '2' },
      verbose: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) {
    console.log(HELP);
    return 0;
  }
  const isV2 = (name: string): boolean => name.startsWith('v2/');
  const v2Names = positionals.filter((name) => isV2(name) && name !== 'v2/').map((name) => name.slice(3));
  const failedV2 = positionals.length === 0 || positionals.some(isV2) ? await printV2Replay(v2Names) : 0;
  const names = positionals.length > 0 ? positionals.filter((name) => !isV2(name)) : goldenNames();
  if (names.length === 0) return failedV2 === 0 ? 0 : 1;
  const surroundings = await openSurroundings();
  const all: CaseResult[] = [];
  for (const name of names) {
    const results = await replayGolden(name, {
      around: surroundings,
      jobs: Number(values.jobs),
      ...(values.only === undefined ? {} : { only: new RegExp(values.only) }),
      onResult: (result) => printResult(name, result, values.verbose),
    });
    all.push(...results);
    console.log(`${name}: ${summary(results)}`);
  }
  surroundings.close();
  const failed = all.filter((result) => result.problems.length > 0).length;
  console.log(`TOTAL: ${summary(all)}`);
  console.log(`${all.length - failed} passed, ${failed} failed`);
  return failed + failedV2 === 0 ? 0 : 1;
}

function printResult(name: string, result: CaseResult, verbose: boolean): void {
  if (result.problems.length > 0) {
    const about = result.excusedBy === undefined ? '' : ` (promise of "${result.excusedBy}")`;
    console.log(`FAIL ${name} ${result.id}${about}\n     ${result.problems.join('\n     ')}`);
  } else if (verbose && result.excusedBy !== undefined) {
    console.log(`differs on purpose ${name} ${result.id}: ${result.excusedBy}`);
  }
}

function summary(results: readonly CaseResult[]): string {
  const passed = results.filter((result) => result.problems.length === 0);
  const excused = passed.filter((result) => result.excusedBy !== undefined).length;
  return `${passed.length}/${results.length} pass, ${excused} of them by a deliberate difference`;
}

process.exitCode = await main();
