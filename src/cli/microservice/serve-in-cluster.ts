import { readEnvironment, toRadiantError } from '../../base/index.ts';
import { createMetrics } from '../../observe/index.ts';
import { joinCluster } from '../../server/index.ts';
import { EXIT_CODES } from '../exit-codes.table.ts';
import { hasColour } from '../has-colour.ts';
import { identifyMetrics } from './identify-metrics.ts';
import { logStrays } from './log-strays.ts';
import { logUserStack } from './log-user-stack.ts';
import { openLog } from './open-log.ts';
import { openDoors } from './open-single.ts';
import type { MicroserviceSettings } from './settings.ts';

/** The life of one process of a cluster: open, serve until drained, tell the last numbers, end. */
export async function serveInCluster(): Promise<void> {
  const membership = await joinCluster();
  const settings = membership.settings as MicroserviceSettings;
  const environment = readEnvironment();
  const isTTY = hasColour(process.stderr, environment);
  const log = openLog(settings, { write: (text) => process.stderr.write(text), isTTY }).child({
    worker: membership.index,
  });
  logStrays(log);
  const metrics = createMetrics(identifyMetrics(settings.unit));
  try {
    const surroundings = { environment, cwd: process.cwd(), log };
    const server = await openDoors(settings, surroundings, metrics, {
      metricsPort: undefined,
      listen: membership.listen,
    });
    membership.ready(metrics, server.example);
    if (!membership.drained.aborted) {
      await new Promise((resolve) => membership.drained.addEventListener('abort', resolve, { once: true }));
    }
    await server.close(settings.gracePeriodMs > 0 ? AbortSignal.timeout(settings.gracePeriodMs) : AbortSignal.abort());
    await membership.leave(metrics);
  } catch (thrown) {
    // The first process tells a failed start once for all; the stack is told by the one that had it.
    if (membership.index === 0) logUserStack(thrown, log);
    log.debug('the process ends', { error: toRadiantError(thrown).error.message });
    await membership.failed(thrown);
    process.exit(EXIT_CODES.startFailed);
  }
}
