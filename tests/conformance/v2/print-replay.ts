import { closeGoldenServers, openGoldenServers } from './open-golden-server.ts';
import { replayV2, v2GoldenNames } from './replay.ts';

/** Replays the recorded cases of the Open Inference Protocol, all files or those of these names, and prints what failed. Gives how many did. */
export async function printV2Replay(names: readonly string[]): Promise<number> {
  const servers = await openGoldenServers();
  let failed = 0;
  let excused = 0;
  let count = 0;
  for (const name of names.length > 0 ? names : v2GoldenNames()) {
    for (const { id, problems, excusedBy } of await replayV2(name, servers)) {
      count++;
      if (problems.length > 0) {
        failed++;
        const about = excusedBy === undefined ? '' : ` (promise of "${excusedBy}")`;
        console.log(`FAIL v2/${id}${about}\n     ${problems.join('\n     ')}`);
      } else if (excusedBy !== undefined) excused++;
    }
  }
  await closeGoldenServers(servers);
  console.log(`v2: ${count - failed}/${count} pass, ${excused} of them by a deliberate difference`);
  return failed;
}
