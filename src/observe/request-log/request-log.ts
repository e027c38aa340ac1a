import type { Log } from '../../base/index.ts';
import type { LogEvent } from './log-event.ts';

/** Somewhere that events are kept. */
export interface LogSink {
  /** Writes one event. Rejects when it is not kept; nothing is tried again. */
  write(event: LogEvent, signal: AbortSignal): Promise<void>;
  close(): Promise<void>;
}

export interface RequestLogOptions {
  readonly sink: LogSink;
  readonly log: Log;
  /** Events that are written at the same time; 10 when left out. */
  readonly workers?: number;
  /** Events that may wait; 10,000 when left out. Later ones are dropped. */
  readonly queueSize?: number;
  /** Time for one event; 5 seconds when left out. */
  readonly timeoutMs?: number;
}

/** Takes events and writes them beside the requests: a slow sink delays nobody, a dead one loses events and says so. */
export interface RequestLog {
  push(event: LogEvent): void;
  /** Events that were not kept. */
  readonly lostEvents: number;
  /** Writes what waits until the signal fires, then closes the sink. */
  close(signal?: AbortSignal): Promise<void>;
}

const WARN_EVERY_MS = 10_000;

export function openRequestLog(options: RequestLogOptions): RequestLog {
  const { sink, log, workers = 10, queueSize = 10_000, timeoutMs = 5_000 } = options;
  const queue: LogEvent[] = [];
  const stopped = new AbortController();
  const running = new Set<Promise<void>>();
  let lost = 0;
  let warnedMs = Number.NEGATIVE_INFINITY;
  const lose = (why: string): void => {
    lost += 1;
    const nowMs = performance.now();
    if (nowMs - warnedMs < WARN_EVERY_MS) return;
    warnedMs = nowMs;
    log.warning(`the request log lost an event, ${lost} since the start: ${why}`);
  };
  const work = async (): Promise<void> => {
    for (let event = queue.shift(); event !== undefined; event = queue.shift()) {
      if (stopped.signal.aborted) {
        lose('there was no time left to write it');
        continue;
      }
      try {
        await sink.write(event, AbortSignal.any([stopped.signal, AbortSignal.timeout(timeoutMs)]));
      } catch (thrown) {
        lose(thrown instanceof Error ? thrown.message : String(thrown));
      }
    }
  };
  const start = (): void => {
    // One turn later: whoever logs has answered by then.
    const worker = Promise.resolve()
      .then(() => new Promise((resolve) => setImmediate(resolve)))
      .then(work)
      .finally(() => {
        running.delete(worker);
        if (queue.length > 0 && running.size < workers) start();
      });
    running.add(worker);
  };
  return {
    push(event) {
      if (queue.length >= queueSize) {
        lose(`${queueSize} events wait already`);
        return;
      }
      queue.push(event);
      if (running.size < workers) start();
    },
    get lostEvents() {
      return lost;
    },
    async close(signal) {
      const stop = (): void => stopped.abort();
      if (signal?.aborted === true) stop();
      else signal?.addEventListener('abort', stop, { once: true });
      while (running.size > 0) await Promise.all(running);
      await sink.close();
    },
  };
}
