import { fileURLToPath } from 'node:url';
import { type Log, packageModule } from '../../base/index.ts';
import { renderMetrics } from '../../observe/index.ts';
import { type Cluster, DEFAULT_LIMITS, openCluster, openMetricsDoor } from '../../server/index.ts';
import type { Serving } from './serving.ts';
import type { MicroserviceSettings } from './settings.ts';

/** Serves a JavaScript class from several processes that share the ports; this one has the metrics page of them all. */
export async function openProcesses(
  settings: MicroserviceSettings,
  log: Log,
  signal: AbortSignal | undefined,
): Promise<Serving> {
  const cluster = await openCluster({
    workers: settings.workers,
    entry: fileURLToPath(packageModule('cli/microservice/server-process')),
    settings,
    log,
    signal,
  });
  try {
    signal?.throwIfAborted();
    return await openPage(settings, cluster, log);
  } catch (thrown) {
    cluster.kill();
    throw thrown;
  }
}

async function openPage(settings: MicroserviceSettings, cluster: Cluster, log: Log): Promise<Serving> {
  const page = await openMetricsDoor({
    host: settings.host,
    port: settings.metricsPort,
    limits: DEFAULT_LIMITS,
    log,
    path: settings.unit.metricsPath,
    render: async () => renderMetrics(await cluster.collectMetrics(String(process.pid))),
  });
  const [httpPort = settings.httpPort, grpcPort] = cluster.ports;
  return {
    httpPort,
    grpcPort,
    metricsPort: page.port,
    ...(cluster.example && { example: cluster.example }),
    close: async (signal) => {
      try {
        await cluster.close(signal);
      } finally {
        await page.close(signal);
      }
    },
  };
}
