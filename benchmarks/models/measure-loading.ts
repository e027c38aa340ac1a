import { type Contender, startContender } from './start-contender.ts';
import type { Loading } from './task.ts';

/** Loads a large forest in fresh processes, in turns, and prints the least of each figure. */
export async function measureLoading(
  commands: Readonly<Record<string, readonly string[]>>,
  model: string,
  core: string,
  rounds: number,
): Promise<readonly object[]> {
  const all = new Map<string, Loading[]>(Object.keys(commands).map((name) => [name, []]));
  for (let round = 0; round < rounds; round++) {
    for (const [name, command] of Object.entries(commands)) {
      const contender: Contender = startContender([...command, '--load'], core);
      all.get(name)!.push(await contender.ask<Loading>({ model, method: 'predict', rows: 1, repeat: 1 }));
      contender.close();
    }
  }
  console.log('\n| loading | CPU s | wall s | peak MB | MB after |\n| --- | --- | --- | --- | --- |');
  return [...all].map(([name, loadings]) => {
    const least = (pick: (loading: Loading) => number): number => Math.min(...loadings.map(pick));
    const [cpu, wall] = [least((l) => l.cpu), least((l) => l.wall)];
    const [peakMb, nowMb] = [least((l) => l.peakMb), least((l) => l.nowMb)];
    console.log(`| ${name} | ${cpu.toFixed(2)} | ${wall.toFixed(2)} | ${peakMb.toFixed(0)} | ${nowMb.toFixed(0)} |`);
    return { name, cpu, wall, peakMb, nowMb };
  });
}
