import type { Worker } from 'node:worker_threads';
import { packageModule, RadiantError } from '../../../base/index.ts';
import type { Features, ModelMethod, ShareableModel } from '../../../models/index.ts';
import type { MethodResult } from '../choose-method.ts';
import type { BatchReply, BatchRequest, ThreadStart } from './thread-messages.ts';

export interface BatchThreadsOptions {
  readonly model: Pick<ShareableModel, 'share'>;
  /** As many are started as batches are computed at a time, up to so many. */
  readonly most: number;
  /** Called when threads turn out not to be able to have this model. */
  readonly onUnusable: (why: string) => void;
  /** The module that runs in a thread; for tests. */
  readonly entry?: URL;
  /** Calls back after the time that threads wait for work, and gives what takes that back; for tests. */
  readonly whenIdle?: (end: () => void) => () => void;
}

export interface BatchAnswer {
  readonly result: MethodResult;
  /** What the computing took, without waiting. */
  readonly ms: number;
}

/** Threads that compute batches of one model, whose trees they share. */
export interface BatchThreads {
  /**
   * Computes a batch in a thread. Gives undefined where threads cannot have this model. Rejects as the model refuses; with INTERNAL (BATCH_THREAD_ENDED) when the thread ends
   * before it has answered, after which another one takes its place; with CANCELLED when the signal fires while it waits.
   */
  run(method: ModelMethod, features: Features, signal?: AbortSignal): Promise<BatchAnswer | undefined>;
  /** Waits for what was asked, until the signal fires; then ends the threads. */
  close(signal?: AbortSignal): Promise<void>;
}

interface Batch {
  readonly method: ModelMethod;
  readonly features: Features;
  resolve(answer: BatchAnswer | undefined): void;
  reject(error: Error): void;
}

/** A thread takes some tens of megabytes: one that has had nothing to do for so long is ended. */
const IDLE_MS = 60_000;

interface Thread {
  readonly worker: Worker;
  /** Its place in the model's shared memory; another thread may have it once this one has ended. */
  readonly slot: number;
  batch: Batch | undefined;
  /** Takes its end back; undefined while it computes. */
  keep: (() => void) | undefined;
}

/** Starts no thread before the first batch. */
export function openBatchThreads({
  model,
  most,
  onUnusable,
  entry,
  whenIdle = afterAWhile,
}: BatchThreadsOptions): BatchThreads {
  const threads = new Set<Thread>();
  const waiting: Batch[] = [];
  let isClosed = false;
  const onIdle: (() => void)[] = [];

  const start = (slot: number): Thread => {
    const workerData: ThreadStart = { model: model.share(slot) };
    // Loaded by the first long batch, not with every start.
    const workerThreads = process.getBuiltinModule('node:worker_threads');
    const module = entry ?? packageModule('hosts/native/threads/batch-thread');
    const worker = new workerThreads.Worker(module, { workerData });
    const thread: Thread = { worker, slot, batch: undefined, keep: undefined };
    const end = (why: string): void => {
      threads.delete(thread);
      thread.keep?.();
      finish(thread, (batch) => batch.reject(isClosed ? closed() : threadEnded(why)));
    };
    worker.on('message', (reply: BatchReply) => {
      if (reply.kind === 'unusable') onUnusable(reply.why);
      finish(thread, (batch) => settle(batch, reply));
    });
    // An exit follows, which has no word on why.
    worker.on('error', (thrown) => end(String(thrown)));
    worker.on('exit', (code) => end(`exit code ${code}`));
    worker.unref();
    threads.add(thread);
    return thread;
  };
  const finish = (thread: Thread, settleIt: (batch: Batch) => void): void => {
    const { batch } = thread;
    thread.batch = undefined;
    // A thread with nothing to do keeps no process alive.
    thread.worker.unref();
    if (batch !== undefined) settleIt(batch);
    dispatch();
    if (thread.batch === undefined && threads.has(thread)) {
      thread.keep?.();
      thread.keep = whenIdle(() => retire(thread));
    }
  };
  const retire = (thread: Thread): void => {
    threads.delete(thread);
    // Its exit, which is waited for nowhere, finds nothing to do.
    void thread.worker.terminate();
  };
  const dispatch = (): void => {
    while (waiting.length > 0) {
      const thread = [...threads].find(({ batch }) => batch === undefined) ?? startAnother();
      if (thread === undefined) return;
      const batch = waiting.shift()!;
      thread.batch = batch;
      thread.keep?.();
      thread.keep = undefined;
      thread.worker.ref();
      const { method, features } = batch;
      thread.worker.postMessage({ method, features: compact(features) } satisfies BatchRequest);
    }
    if ([...threads].every(({ batch }) => batch === undefined)) for (const done of onIdle.splice(0)) done();
  };
  const startAnother = (): Thread | undefined => {
    if (threads.size >= most) return undefined;
    const taken = new Set([...threads].map(({ slot }) => slot));
    let slot = 1;
    while (taken.has(slot)) slot++;
    try {
      return start(slot);
    } catch (thrown) {
      onUnusable(String(thrown));
      for (const { resolve } of waiting.splice(0)) resolve(undefined);
      return undefined;
    }
  };
  return {
    run: (method, features, signal) => {
      if (isClosed) return Promise.reject(closed());
      return new Promise((resolve, reject) => {
        const batch: Batch = { method, features, resolve, reject };
        signal?.addEventListener('abort', () => giveUp(waiting, batch), { once: true });
        waiting.push(batch);
        dispatch();
      });
    },
    async close(signal) {
      isClosed = true;
      const isBusy = waiting.length > 0 || [...threads].some(({ batch }) => batch !== undefined);
      if (isBusy && signal?.aborted !== true) {
        await new Promise<void>((resolve) => {
          onIdle.push(resolve);
          signal?.addEventListener('abort', () => resolve(), { once: true });
        });
      }
      for (const { reject } of waiting.splice(0)) reject(closed());
      await Promise.all(
        [...threads].map(({ worker, keep }) => {
          keep?.();
          return worker.terminate();
        }),
      );
    },
  };
}

function afterAWhile(end: () => void): () => void {
  const timer = setTimeout(end, IDLE_MS).unref();
  return () => clearTimeout(timer);
}

function settle(batch: Batch, reply: BatchReply): void {
  if (reply.kind !== 'refused') {
    batch.resolve(reply.kind === 'answer' ? reply : undefined);
    return;
  }
  const { code, message, reason, httpStatus } = reply.error;
  const options = { ...(reason === undefined ? {} : { reason }), ...(httpStatus === undefined ? {} : { httpStatus }) };
  batch.reject(new RadiantError(code, message, options));
}

/** A batch that a thread computes already is computed to its end: nobody can stop a loop from outside but by ending it. */
function giveUp(waiting: Batch[], batch: Batch): void {
  const at = waiting.indexOf(batch);
  if (at < 0) return;
  waiting.splice(at, 1);
  batch.reject(new RadiantError('CANCELLED', 'the caller has gone before the batch was computed'));
}

/** Numbers that are part of a larger buffer would take all of it along. */
function compact(features: Features): Features {
  if (features.kind !== 'dense' || features.data.byteLength === features.data.buffer.byteLength) return features;
  return { ...features, data: features.data.slice() };
}

function threadEnded(why: string): RadiantError {
  return new RadiantError('INTERNAL', `the thread that computed this batch has ended: ${why}; send it again`, {
    reason: 'BATCH_THREAD_ENDED',
  });
}

function closed(): RadiantError {
  return new RadiantError('UNAVAILABLE', 'the model is closed', { reason: 'MODEL_CLOSED' });
}
