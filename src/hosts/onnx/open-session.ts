import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { createListeners, packageModule, RadiantError } from '../../base/index.ts';
import type { OnnxTensor, OnnxValue } from './onnx-runtime.ts';
import type { SessionReply, SessionRequest, SessionStart } from './session-messages.ts';

export interface SessionOptions {
  /** Path of ONNX Runtime's entry. */
  readonly runtime: string;
  /** Path of the model file, or its bytes. */
  readonly model: string | Uint8Array;
  /** Processes that share the cores. */
  readonly processes: number;
}

/** A model that ONNX Runtime has loaded in a thread of its own. */
export interface Session {
  readonly inputs: readonly OnnxValue[];
  readonly outputs: readonly OnnxValue[];
  /** Computes the outputs of these names. The buffers in `owned` are handed over and not copied. */
  run(
    feeds: SessionRequest['feeds'],
    fetches: readonly string[],
    owned: readonly ArrayBuffer[],
  ): Promise<readonly OnnxTensor[]>;
  isAlive(): boolean;
  /** Tells `listener` when the thread has ended; the function that comes back ends that. */
  watchEnd(listener: () => void): () => void;
  close(): Promise<void>;
}

interface Waiting {
  resolve(tensors: readonly OnnxTensor[]): void;
  reject(error: RadiantError): void;
}

/** Loads a model. Throws INVALID_ARGUMENT (MALFORMED_MODEL) with ONNX Runtime's own words when it does not take it. */
export async function openSession({ runtime, model, processes }: SessionOptions): Promise<Session> {
  const threads = Math.max(1, Math.floor(availableParallelism() / processes));
  const start: SessionStart = { runtime, model, threads };
  const worker = new Worker(packageModule('hosts/onnx/session-thread'), { workerData: start, stdout: false });
  const waiting = new Map<number, Waiting>();
  const opening = Promise.withResolvers<Pick<Session, 'inputs' | 'outputs'>>();
  const watching = createListeners();
  let isAlive = true;
  let lastId = 0;
  const end = (why: string): void => {
    isAlive = false;
    const error = new RadiantError('UNAVAILABLE', `the thread of ONNX Runtime has ended: ${why}`, {
      reason: 'SESSION_ENDED',
    });
    opening.reject(error);
    for (const { reject } of waiting.values()) reject(error);
    waiting.clear();
    watching.tell();
  };
  worker.on('message', (reply: SessionReply) => {
    if (reply.kind === 'open') opening.resolve(reply);
    else if (reply.kind === 'failed') opening.reject(notLoaded(reply.message));
    else settle(waiting, reply);
  });
  worker.on('error', (thrown) => end(String(thrown)));
  worker.on('exit', (code) => end(`exit code ${code}`));
  const close = async (): Promise<void> => void (await worker.terminate());
  const { inputs, outputs } = await opening.promise.catch(async (thrown: unknown) => {
    await close();
    throw thrown;
  });
  // What waits for an answer keeps the process alive by its own connection.
  worker.unref();
  return {
    inputs,
    outputs,
    run: (feeds, fetches, owned) =>
      new Promise((resolve, reject) => {
        lastId += 1;
        waiting.set(lastId, { resolve, reject });
        worker.postMessage({ id: lastId, feeds, fetches } satisfies SessionRequest, [...owned]);
      }),
    isAlive: () => isAlive,
    watchEnd: (listener) => watching.add(listener),
    close,
  };
}

function settle(waiting: Map<number, Waiting>, reply: Extract<SessionReply, { id: number }>): void {
  const call = waiting.get(reply.id);
  waiting.delete(reply.id);
  if (reply.kind === 'answer') call?.resolve(reply.tensors);
  else
    call?.reject(
      new RadiantError('INVALID_ARGUMENT', `ONNX Runtime: ${reply.message}`, { reason: 'MICROSERVICE_BAD_DATA' }),
    );
}

function notLoaded(message: string): RadiantError {
  return new RadiantError('INVALID_ARGUMENT', `ONNX Runtime does not load the model: ${message}`, {
    reason: 'MALFORMED_MODEL',
  });
}
