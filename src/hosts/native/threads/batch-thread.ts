import { parentPort, workerData } from 'node:worker_threads';
import { RadiantError } from '../../../base/index.ts';
import { type Estimator, openSharedModel } from '../../../models/index.ts';
import type { Tensor } from '../../../payload/index.ts';
import { chooseMethod, type MethodResult } from '../choose-method.ts';
import type { BatchReply, BatchRequest, RefusedBatch, ThreadStart } from './thread-messages.ts';

// The entry of a worker thread that computes large batches, one after the other.

const opened = await open();

parentPort!.on('message', ({ method, features }: BatchRequest) => {
  if (opened instanceof RadiantError) {
    reply({ kind: 'unusable', why: opened.message });
    return;
  }
  try {
    const { run } = chooseMethod(opened, method);
    const start = performance.now();
    const result = run(features);
    reply({ kind: 'answer', result, ms: performance.now() - start }, ownedBuffers(result));
  } catch (thrown) {
    if (!(thrown instanceof RadiantError)) throw thrown;
    reply({ kind: 'refused', error: describe(thrown) });
  }
});

async function open(): Promise<Estimator | RadiantError> {
  try {
    return await openSharedModel((workerData as ThreadStart).model);
  } catch (thrown) {
    if (thrown instanceof RadiantError) return thrown;
    throw thrown;
  }
}

function reply(message: BatchReply, owned: ArrayBuffer[] = []): void {
  parentPort!.postMessage(message, owned);
}

function describe({ code, message, reason, httpStatus }: RadiantError): RefusedBatch {
  return { code, message, reason, httpStatus };
}

/** Numbers that fill their buffer are handed over and not copied; a part of one could be the model's own. */
function ownedBuffers(result: MethodResult): ArrayBuffer[] {
  const tensors: readonly Tensor[] = 'dtype' in result ? [result] : result;
  const buffers = tensors.flatMap(({ data }) =>
    ArrayBuffer.isView(data) && data.buffer instanceof ArrayBuffer && data.byteLength === data.buffer.byteLength
      ? [data.buffer]
      : [],
  );
  return [...new Set(buffers)];
}
