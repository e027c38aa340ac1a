import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import type { Contender, Load } from '../serving/contender.ts';
import { cpuSeconds, memoryMb, startContender, stopContender } from '../serving/run-contender.ts';
import { loadGrpc, loadRest } from '../serving/run-load.ts';
import { NODE } from './graphs.table.ts';
import { PEERS, type Peer } from './peers.ts';

const HELP = `Measures graphs of nodes that give back what they get: in one process, and with nodes in another process.

  node benchmarks/graph/main.ts
  node benchmarks/graph/main.ts --only 'remote' --clients 16 --rounds 3 --seconds 3

The graph has one core; the load, and the other process of remote nodes, have the other. Needs Linux with taskset, wrk and h2load.`;

const SERVE = fileURLToPath(new URL('serve-graph.ts', import.meta.url));
const REST_BODY = Buffer.from('{"data":{"ndarray":[[1,2]]}}');
/** SeldonMessage{data{ndarray[[1,2]]}} by hand. */
const GRPC_MESSAGE = Buffer.from('1a1c1a1a0a1832160a0911000000000000f03f0a09110000000000000040', 'hex');
const PREDICT = '/seldon.protos.Seldon/Predict';
const JSON_HEADERS = { 'Content-Type': 'application/json' };

interface Task {
  readonly name: string;
  readonly transport: 'rest' | 'grpc';
  open(node: NodePorts): Promise<Contender>;
}

interface NodePorts {
  readonly rest: number;
  readonly grpc: number;
}

const KINDS = ['single', 'chain3', 'abtest', 'combiner3'];
const TASKS: readonly Task[] = [
  ...PEERS.map((peer: Peer): Task => ({ name: peer.name, transport: 'rest', open: () => peer.open() })),
  ...(['rest', 'grpc'] as const).flatMap((transport) => [
    ours('one node, no graph', transport, NODE),
    ...KINDS.map((kind) => ours(`${kind}, one process`, transport, kind)),
    ...['single', 'chain3'].map((kind) => ours(`${kind}, remote nodes`, transport, kind, true)),
  ]),
];

function ours(name: string, transport: 'rest' | 'grpc', kind: string, isRemote = false): Task {
  return {
    name,
    transport,
    open: async (node) => {
      const remote = isRemote ? [String(node.rest), String(node.grpc)] : [];
      return {
        name,
        transport,
        work: 'row',
        path: '/api/v1.0/predictions',
        command: (ports) => ({
          program: process.execPath,
          args: [SERVE, kind, String(ports.rest), String(ports.grpc), ...remote],
        }),
      };
    },
  };
}

interface Row {
  readonly task: Task;
  readonly rates: number[];
  readonly cpuUs: number[];
  errors: number;
  memoryMb: number;
  /** Why it is not measured here. */
  skipped: string | undefined;
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      only: { type: 'string', default: '.' },
      clients: { type: 'string', default: '16' },
      rounds: { type: 'string', default: '3' },
      seconds: { type: 'string', default: '3' },
      help: { type: 'boolean', short: 'h' },
    },
  });
  if (values.help) {
    console.log(HELP);
    return;
  }
  const chosen = TASKS.filter(({ name, transport }) => new RegExp(values.only).test(`${transport} ${name}`));
  const rows = chosen.map((task): Row => ({ task, rates: [], cpuUs: [], errors: 0, memoryMb: 0, skipped: undefined }));
  const node = await startNode();
  try {
    for (let round = 0; round < Number(values.rounds); round++) {
      for (const row of rows) await measureOrSkip(row, node, Number(values.clients), Number(values.seconds));
      console.error(`round ${round + 1} of ${values.rounds} done`);
    }
  } finally {
    node.child.kill();
  }
  console.log('| transport | graph | req/s | CPU us | errors | PSS MB |\n| --- | --- | --- | --- | --- | --- |');
  for (const { task, rates, cpuUs, errors, memoryMb: memory, skipped } of rows) {
    if (skipped !== undefined) {
      console.log(`| ${task.transport} | ${task.name} | skipped: ${skipped} |`);
      continue;
    }
    const cells = [
      task.transport,
      task.name,
      median(rates).toFixed(0),
      median(cpuUs).toFixed(1),
      errors,
      memory.toFixed(0),
    ];
    console.log(`| ${cells.join(' | ')} |`);
  }
}

/** The process that all remote nodes are in, on the core of the load. */
async function startNode(): Promise<{
  readonly child: ReturnType<typeof spawn>;
  readonly rest: number;
  readonly grpc: number;
}> {
  const [rest, grpc] = (await freePorts()) as [number, number];
  const child = spawn('taskset', ['-c', '1', process.execPath, SERVE, NODE, String(rest), String(grpc)], {
    stdio: 'inherit',
  });
  while (!(await accepts(grpc))) await new Promise((resolve) => setTimeout(resolve, 20));
  return { child, rest, grpc };
}

/** A program that cannot be installed or started here is left out, with the reason in its row. */
async function measureOrSkip(row: Row, node: NodePorts, clients: number, seconds: number): Promise<void> {
  if (row.skipped !== undefined) return;
  try {
    await measure(row, node, clients, seconds);
  } catch (thrown) {
    row.skipped = (thrown as Error).message.replaceAll(/\s+/g, ' ').slice(0, 300);
  }
}

async function measure(row: Row, node: NodePorts, clients: number, seconds: number): Promise<void> {
  const contender = await row.task.open(node);
  const { transport, path } = contender;
  const started = await startContender(contender, REST_BODY);
  const load = (duration: number): Promise<Load> =>
    transport === 'rest'
      ? loadRest(`http://127.0.0.1:${started.ports.rest}${path}`, JSON_HEADERS, REST_BODY, clients, duration)
      : loadGrpc(`http://127.0.0.1:${started.ports.grpc}${PREDICT}`, GRPC_MESSAGE, clients, duration);
  await load(1);
  const before = cpuSeconds(started.child);
  const result = await load(seconds);
  row.cpuUs.push(((cpuSeconds(started.child) - before) / result.requests) * 1e6);
  row.rates.push(result.requestsPerSecond);
  row.errors += result.errors;
  row.memoryMb = memoryMb(started.child);
  await stopContender(started);
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

async function freePorts(): Promise<readonly number[]> {
  const servers = [0, 1].map(() => createServer().listen(0, '127.0.0.1'));
  await Promise.all(servers.map((server) => once(server, 'listening')));
  const ports = servers.map((server) => (server.address() as { port: number }).port);
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}

function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => {
      socket.destroy();
      resolve(true);
    });
    socket.on('error', () => resolve(false));
  });
}

await main();
