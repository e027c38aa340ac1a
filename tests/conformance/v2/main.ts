import { openGoldenServer } from './open-golden-server.ts';
import { replayV2, v2GoldenNames } from './replay.ts';

/** Replays the recorded cases of the Open Inference Protocol; names of files choose some of them. */
async function main(names: readonly string[]): Promise<number> {
  const server = await openGoldenServer();
  let failed = 0;
  let excused = 0;
  let count = 0;
  for (const name of names.length > 0 ? names : v2GoldenNames()) {
    for (const { id, problems, excusedBy } of await replayV2(name, server)) {
      count++;
      if (problems.length > 0) {
        failed++;
        console.log(
          `FAIL ${id}${excusedBy === undefined ? '' : ` (promise of "${excusedBy}")`}\n     ${problems.join('\n     ')}`,
        );
      } else if (excusedBy !== undefined) excused++;
    }
  }
  await server.close();
  console.log(`${count - failed}/${count} pass, ${excused} of them by a deliberate difference`);
  return failed === 0 ? 0 : 1;
}

process.exitCode = await main(process.argv.slice(2));
