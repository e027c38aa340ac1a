// node benchmarks/cluster/run.mjs: how evenly and how fast connections are shared by processes. Needs wrk.
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const ROUNDS = 3;
const SECONDS = 2;
const PORT = 23901;
const CONTESTANT = fileURLToPath(new URL('./contestant.mjs', import.meta.url));
const CONTESTANTS = [
  ['single', 1],
  ['rr', 2],
  ['none', 2],
  ['ours', 2],
];
const LOADS = {
  'kept, 16 clients': ['-c16'],
  'kept, 4 clients': ['-c4'],
  'one request each': ['-c16', '-H', 'Connection: close'],
};
const COMPUTING = [0, 300];

for (const microseconds of COMPUTING) {
  const results = new Map();
  for (let round = 0; round < ROUNDS; round++) {
    for (const [how, workers] of CONTESTANTS) {
      const child = spawn(process.execPath, [CONTESTANT, how, workers, microseconds, PORT], {
        stdio: ['ignore', 'pipe', 2],
      });
      await once(child.stdout, 'data');
      await new Promise((resolve) => setTimeout(resolve, 700));
      for (const [load, args] of Object.entries(LOADS)) {
        const before = cpuSeconds(child.pid);
        const out = execFileSync('wrk', ['-t1', `-d${SECONDS}`, ...args, `http://127.0.0.1:${PORT}/`], {
          encoding: 'utf8',
        });
        const spent = cpuSeconds(child.pid) - before;
        const rate = Number(/Requests\/sec:\s+([\d.]+)/.exec(out)?.[1]);
        const requests = Number(/(\d+) requests in/.exec(out)?.[1]);
        const key = `${how} ${load}`;
        results.set(key, [...(results.get(key) ?? []), { rate, cpu: (spent / requests) * 1e6 }]);
      }
      child.kill('SIGTERM');
      await once(child, 'exit');
    }
  }
  console.log(
    `\n${microseconds} us of computing per request: requests per second, us of CPU per request (${ROUNDS} rounds)`,
  );
  for (const [key, found] of results) {
    const rates = found.map(({ rate }) => rate).sort((a, b) => a - b);
    const cpus = found.map(({ cpu }) => cpu).sort((a, b) => a - b);
    console.log(
      `${key.padEnd(26)} ${rates[0].toFixed(0)} .. ${rates.at(-1).toFixed(0)}   ${cpus[0].toFixed(0)} .. ${cpus.at(-1).toFixed(0)}`,
    );
  }
}

/** CPU time of a process and its children: unlike the rate it hardly depends on what else the machine does. */
function cpuSeconds(pid) {
  const stats = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      try {
        const fields = readFileSync(`/proc/${name}/stat`, 'utf8')
          .replace(/^.*\) /, '')
          .split(' ');
        return [{ pid: Number(name), parent: Number(fields[1]), ticks: Number(fields[11]) + Number(fields[12]) }];
      } catch {
        return [];
      }
    });
  return stats.filter((one) => one.pid === pid || one.parent === pid).reduce((sum, { ticks }) => sum + ticks, 0) / 100;
}
