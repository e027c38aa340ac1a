import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { ensureVenv } from '../../tests/support/ensure-venv.ts';
import { type Contender, headersOf, type Load } from './contender.ts';
import { contenders } from './contenders.table.ts';
import { cpuSeconds, memoryMb, startContender, stopContender } from './run-contender.ts';
import { loadGrpc, loadRest } from './run-load.ts';

const REST_BODY = Buffer.from('{"data":{"ndarray":[[1,2]]}}');
/** 256 rows of 30 features, as a client sends them: numbers of 4 digits after the point. */
const BATCH_BODY = Buffer.from(
  JSON.stringify({
    data: {
      ndarray: Array.from({ length: 256 }, (_, r) =>
        Array.from({ length: 30 }, (_, c) => Math.sin(r * 30 + c).toFixed(4)).map(Number),
      ),
    },
  }),
);
/** SeldonMessage{data{ndarray[[1,2]]}} by hand: ListValue of a ListValue of two number Values. */
const GRPC_MESSAGE = Buffer.from('1a1c1a1a0a1832160a0911000000000000f03f0a09110000000000000040', 'hex');

const HELP = `Measures one row a request, server on one core and load on the other, in alternating rounds.

  npm run build && node benchmarks/serving/main.ts
  node benchmarks/serving/main.ts --only Radiant --clients 16 --rounds 3 --seconds 4 --json out.json

Needs Linux with taskset, wrk and h2load (apt install util-linux wrk nghttp2-client) and two cores.`;

interface Row {
  readonly contender: Contender;
  readonly clients: number;
  readonly rounds: Load[];
  /** CPU microseconds of the server per request: steadier than the rate on a machine that does other work. */
  cpuUs: number[];
  startMs: number[];
  memoryMb: number;
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      only: { type: 'string', default: '.' },
      clients: { type: 'string', default: '1,16,32' },
      rounds: { type: 'string', default: '3' },
      seconds: { type: 'string', default: '4' },
      json: { type: 'string' },
      help: { type: 'boolean', short: 'h' },
    },
  });
  if (values.help) {
    console.log(HELP);
    return;
  }
  const names = ['classes', 'fastapi', 'seldon', 'mlserver', 'kserve'] as const;
  const [example, fastapi, seldon, mlserver, kserve] = (await Promise.all(names.map((name) => ensureVenv(name)))) as [
    string,
    string,
    string,
    string,
    string,
  ];
  const models = fitModels(example);
  const chosen = contenders({ example, fastapi, seldon, mlserver, kserve }, models).filter(
    ({ name, transport, work }) => new RegExp(values.only).test(`${transport} ${work} ${name}`),
  );
  const rows = chosen.flatMap((contender) =>
    values.clients
      .split(',')
      .map(
        (clients): Row => ({ contender, clients: Number(clients), rounds: [], cpuUs: [], startMs: [], memoryMb: 0 }),
      ),
  );
  const alone: number[] = [];
  for (let round = 0; round < Number(values.rounds); round++) {
    for (const contender of chosen) await measure(contender, rows, Number(values.seconds));
    alone.push(predictAlone(example));
    console.error(`round ${round + 1} of ${values.rounds} done`);
  }
  printTable(rows);
  console.log(`\nThe Python class's predict alone, in a loop: ${median(alone).toFixed(0)} CPU us a row.`);
  if (values.json !== undefined) writeFileSync(values.json, JSON.stringify(rows, null, 1));
}

/** The folder of the models that only the benchmark serves; made once. */
function fitModels(python: string): string {
  const folder = fileURLToPath(new URL('../../.cache/benchmark-serving', import.meta.url));
  mkdirSync(`${folder}/mlserver`, { recursive: true });
  writeFileSync(`${folder}/mlserver/settings.json`, '{"debug": false}');
  writeFileSync(
    `${folder}/mlserver/model-settings.json`,
    '{"name": "cluster", "implementation": "mlserver_sklearn.SKLearnModel"}',
  );
  if (!existsSync(`${folder}/iris.joblib`)) {
    execFileSync(python, [fileURLToPath(new URL('contenders/fit_models.py', import.meta.url)), folder]);
  }
  return folder;
}

/** CPU microseconds of the class's own predict, on the server's core: no server can be cheaper than this. */
function predictAlone(python: string): number {
  const cwd = fileURLToPath(new URL('../../examples/cluster', import.meta.url));
  const script = fileURLToPath(new URL('contenders/predict_alone.py', import.meta.url));
  const output = execFileSync('taskset', ['-c', '0', python, '-W', 'ignore', script], {
    cwd,
    env: { ...process.env, PYTHONPATH: cwd },
    encoding: 'utf8',
  });
  return Number(output);
}

/** One start, then every number of clients in turn; a short warm-up first. */
async function measure(contender: Contender, rows: readonly Row[], seconds: number): Promise<void> {
  const body = contender.body ?? (contender.work === 'batch' ? BATCH_BODY : REST_BODY);
  const started = await startContender(contender, body);
  const load = (clients: number, duration: number): Promise<Load> =>
    contender.transport === 'rest'
      ? loadRest(
          `http://127.0.0.1:${started.ports.rest}${contender.path}`,
          headersOf(contender),
          body,
          clients,
          duration,
        )
      : loadGrpc(
          `http://127.0.0.1:${started.ports.grpc}${contender.path}`,
          contender.body ?? GRPC_MESSAGE,
          clients,
          duration,
        );
  try {
    await load(16, 2);
    for (const row of rows) {
      if (row.contender !== contender) continue;
      const before = cpuSeconds(started.child);
      const round = await load(row.clients, seconds);
      row.rounds.push(round);
      row.cpuUs.push(((cpuSeconds(started.child) - before) * 1e6) / round.requests);
      row.startMs.push(started.startMs);
      row.memoryMb = memoryMb(started.child);
    }
  } finally {
    await stopContender(started);
  }
}

function printTable(rows: readonly Row[]): void {
  console.log(`${cpus()[0]?.model}, ${cpus().length} cores, Node ${process.version}\n`);
  console.log(
    '| transport | work | clients | what | req/s (median) | spread | of the ceiling | CPU us | by CPU | p50 us | p99 us | errors | start ms | PSS MB |',
  );
  console.log('| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |');
  for (const { contender, clients, rounds, cpuUs, startMs, memoryMb: memory } of rows) {
    const ceiling = rows.find(
      (row) =>
        row.contender.transport === contender.transport &&
        row.contender.work === contender.work &&
        row.clients === clients,
    )!;
    const rates = rounds.map((round) => round.requestsPerSecond);
    const share = median(rates.map((rate, i) => rate / (ceiling.rounds[i]?.requestsPerSecond ?? Number.NaN)));
    const cells = [
      ...[contender.transport, contender.work, clients, contender.name, Math.round(median(rates))],
      `${Math.round(Math.min(...rates))}-${Math.round(Math.max(...rates))}`,
      `${Math.round(share * 100)} %`,
      median(cpuUs).toFixed(1),
      `${Math.round((median(ceiling.cpuUs) / median(cpuUs)) * 100)} %`,
      ...[
        Math.round(median(rounds.map((round) => round.p50Us))),
        Math.round(median(rounds.map((round) => round.p99Us))),
      ],
      ...[rounds.reduce((sum, round) => sum + round.errors, 0), Math.round(median(startMs)), Math.round(memory)],
    ];
    console.log(`| ${cells.join(' | ')} |`);
  }
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

await main();
