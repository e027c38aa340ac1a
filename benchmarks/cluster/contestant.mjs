// node contestant.mjs single|rr|none|ours WORKERS MICROSECONDS PORT
import cluster from 'node:cluster';
import { createServer } from 'node:http';
import { createHandler } from './work.mjs';

const [how, workers, microseconds, port] = process.argv.slice(2);
const serve = () => createServer(createHandler(Number(microseconds))).listen(Number(port), '127.0.0.1');

if (how === 'single' || cluster.isWorker) {
  serve().once('listening', () => console.log('up'));
} else if (how === 'ours') {
  const { openCluster } = await import('../../src/server/cluster/index.ts');
  const { fileURLToPath } = await import('node:url');
  const { createLog } = await import('../../src/observe/index.ts');
  const log = createLog({ level: 'INFO', format: 'human', stream: process.stderr });
  const opened = await openCluster({
    workers: Number(workers),
    entry: fileURLToPath(new URL('./ours-worker.mjs', import.meta.url)),
    settings: { microseconds: Number(microseconds), port: Number(port) },
    log,
  });
  process.once('SIGTERM', () => void opened.close().then(() => process.exit(0)));
  console.log('up');
} else {
  cluster.schedulingPolicy = how === 'rr' ? cluster.SCHED_RR : cluster.SCHED_NONE;
  for (let i = 0; i < Number(workers); i++) cluster.fork();
  process.once('SIGTERM', () => process.exit(0));
}
