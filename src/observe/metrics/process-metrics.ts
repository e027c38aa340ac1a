import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { FamilyDescription, MetricStore } from './metric-store.ts';

/** How often the event loop's delay is sampled. Ten times a second costs nothing that can be measured. */
const DELAY_RESOLUTION_MS = 100;

const LAG_QUANTILES = [0.5, 0.99, 1] as const;
const LAG_WINDOW_MS = 60_000;

const family = (name: string, help: string): FamilyDescription => ({ name, help, hasWorkerLabel: true });

/** Registers what is worth knowing of this process. All but the delay is read only when the page is. */
export function openProcessMetrics(store: MetricStore): { close(): void } {
  const delay = monitorEventLoopDelay({ resolution: DELAY_RESOLUTION_MS });
  delay.enable();
  const cpu = store.counter(family('process_cpu_seconds_total', 'User and system CPU time of this process.'), {});
  store.beforeSnapshot(() => {
    const { user, system } = process.cpuUsage();
    if (cpu !== undefined) cpu.value = (user + system) / 1e6;
  });
  store.readGauge(family('process_resident_memory_bytes', 'Resident memory of this process.'), {}, () =>
    process.memoryUsage.rss(),
  );
  store.readGauge(
    family('process_start_time_seconds', 'When this process started, in seconds since 1970.'),
    {},
    () => Date.now() / 1000 - process.uptime(),
  );
  store.readGauge(
    family('nodejs_heap_used_bytes', 'JavaScript heap in use.'),
    {},
    () => process.memoryUsage().heapUsed,
  );
  const lag = family('nodejs_eventloop_lag_seconds', 'Delay of the event loop within the last minute.');
  let startedAt = performance.now();
  for (const quantile of LAG_QUANTILES) {
    store.readGauge(lag, { quantile: String(quantile) }, () => {
      const seconds = lagSeconds(delay, quantile * 100);
      if (quantile !== LAG_QUANTILES.at(-1) || performance.now() - startedAt < LAG_WINDOW_MS) return seconds;
      delay.reset();
      startedAt = performance.now();
      return seconds;
    });
  }
  return { close: () => void delay.disable() };
}

/** The timer's own period is part of every sample. Undefined before the first sample. */
function lagSeconds(delay: ReturnType<typeof monitorEventLoopDelay>, percentile: number): number | undefined {
  if (delay.count === 0) return undefined;
  return Math.max(0, delay.percentile(percentile) / 1e9 - DELAY_RESOLUTION_MS / 1000);
}
