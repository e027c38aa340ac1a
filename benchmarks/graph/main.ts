import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { build } from 'esbuild';
import type { Contender, Load } from '../serving/contender.ts';
import { cpuSeconds, memoryMb, startContender, stopContender } from '../serving/run-contender.ts';
import { loadGrpc, loadRest } from '../serving/run-load.ts';
import { NODE } from './graphs.table.ts';
import { PEERS, type Peer, RAW } from './peers.ts';
import { createRow, printRows, type Row } from './report.ts';

const HELP = `Measures graphs of nodes that give back what they get: in one process, and with nodes in another process.

  node benchmarks/graph/main.ts                                  about two and a half minutes
  node benchmarks/graph/main.ts --only 'rest .*remote' --rounds 5 --seconds 1 --clients 16
  node benchmarks/graph/main.ts --only chain3 --peers            Ray Serve and BentoML too, once each

The graph has one core; the load, and the other process of remote nodes, have the other. Needs Linux with taskset, wrk and h2load.
Bare node:http is measured in every round, and each row is held against it within its round.`;

const REST_BODY = Buffer.from('{"data":{"ndarray":[[1,2]]}}');
/** SeldonMessage{data{ndarray[[1,2]]}} by hand. */
const GRPC_MESSAGE = Buffer.from('1a1c1a1a0a1832160a0911000000000000f03f0a09110000000000000040', 'hex');
const PREDICT = '/seldon.protos.Seldon/Predict';
const JSON_HEADERS = { 'Content-Type': 'application/json' };

interface Task {
  readonly name: string;
  readonly transport: 'rest' | 'grpc';
  /** Measured when it is asked for, and once: it starts slowly. */
  readonly isPeer: boolean;
  open(node: NodePorts): Promise<Contender>;
}

interface NodePorts {
  /** What serves graphs. */
  readonly program: string;
  readonly rest: number;
  readonly grpc: number;
}

const KINDS = ['single', 'chain3', 'abtest', 'combiner3'];
const TASKS: readonly Task[] = [
  ...PEERS.map((peer: Peer): Task => ({ ...peer, transport: 'rest' })),
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
    isPeer: false,
    open: async (node) => {
      const serve = node.program;
      const remote = isRemote ? [String(node.rest), String(node.grpc)] : [];
      return {
        name,
        transport,
        work: 'row',
        path: '/api/v1.0/predictions',
        command: (ports) => ({
          program: process.execPath,
          args: [serve, kind, String(ports.rest), String(ports.grpc), ...remote],
        }),
      };
    },
  };
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      only: { type: 'string', default: '.' },
      clients: { type: 'string', default: '16' },
      rounds: { type: 'string', default: '3' },
      seconds: { type: 'string', default: '1' },
      peers: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h' },
    },
  });
  if (values.help) {
    console.log(HELP);
    return;
  }
  // Both programs that make the load take whole seconds only.
  if (!/^[1-9]\d*$/.test(values.seconds)) throw new Error(`--seconds ${values.seconds}: give a whole number from 1`);
  const isChosen = ({ name, transport, isPeer }: Task): boolean =>
    name === RAW || ((values.peers || !isPeer) && new RegExp(values.only).test(`${transport} ${name}`));
  const rows = TASKS.filter(isChosen).map((task) => ({ ...createRow(task.name, task.transport), task }));
  const node = await startNode(await bundleServer());
  const load = { clients: Number(values.clients), seconds: Number(values.seconds) };
  try {
    for (let round = 0; round < Number(values.rounds); round++) {
      for (const row of rows) if (round === 0 || !row.task.isPeer) await measureOrSkip(row, row.task, node, load);
      console.error(`round ${round + 1} of ${values.rounds} done`);
    }
  } finally {
    node.child.kill();
  }
  printRows(rows, rows.find(({ name }) => name === RAW)?.cpuUs ?? []);
}

/** The server as it is shipped: one file of plain JavaScript, without what reading TypeScript costs. */
async function bundleServer(): Promise<string> {
  const outfile = fileURLToPath(new URL('../../.cache/benchmark-graph/serve-graph.mjs', import.meta.url));
  await build({
    entryPoints: [fileURLToPath(new URL('serve-graph.ts', import.meta.url))],
    outfile,
    bundle: true,
    format: 'esm',
    platform: 'node',
    packages: 'external',
    logLevel: 'error',
  });
  return outfile;
}

/** The process that all remote nodes are in, on the core of the load. */
async function startNode(program: string): Promise<NodePorts & { readonly child: ReturnType<typeof spawn> }> {
  const [rest, grpc] = (await freePorts()) as [number, number];
  const child = spawn('taskset', ['-c', '1', process.execPath, program, NODE, String(rest), String(grpc)], {
    stdio: 'inherit',
  });
  while (!(await accepts(grpc))) await new Promise((resolve) => setTimeout(resolve, 20));
  return { child, program, rest, grpc };
}

interface LoadOptions {
  readonly clients: number;
  readonly seconds: number;
}

/** A program that cannot be installed or started here is left out, with the reason in its row. */
async function measureOrSkip(row: Row, task: Task, node: NodePorts, options: LoadOptions): Promise<void> {
  if (row.skipped !== undefined) return;
  try {
    await measure(row, await task.open(node), options);
  } catch (thrown) {
    row.skipped = (thrown as Error).message.replaceAll(/\s+/g, ' ').slice(0, 300);
  }
}

async function measure(row: Row, contender: Contender, { clients, seconds }: LoadOptions): Promise<void> {
  const { transport, path } = contender;
  const started = await startContender(contender, REST_BODY);
  const load = (duration: number): Promise<Load> =>
    transport === 'rest'
      ? loadRest(`http://127.0.0.1:${started.ports.rest}${path}`, JSON_HEADERS, REST_BODY, clients, duration)
      : loadGrpc(`http://127.0.0.1:${started.ports.grpc}${PREDICT}`, GRPC_MESSAGE, clients, duration);
  try {
    await load(1);
    const before = cpuSeconds(started.child);
    const result = await load(seconds);
    row.cpuUs.push(((cpuSeconds(started.child) - before) / result.requests) * 1e6);
    row.rates.push(result.requestsPerSecond);
    row.errors += result.errors;
    row.memoryMb = memoryMb(started.child);
  } finally {
    await stopContender(started);
  }
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
