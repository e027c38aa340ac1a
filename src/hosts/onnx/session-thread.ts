#!/usr/bin/env node
import { createRequire } from 'node:module';
import { parentPort, workerData } from 'node:worker_threads';
import type { OnnxRuntime, OnnxSession, OnnxTensor } from './onnx-runtime.ts';
import type { SessionReply, SessionRequest, SessionStart } from './session-messages.ts';

// The entry of a worker thread: ONNX Runtime computes where it is called, so that it is called here and not where requests come in.

/** Of ONNX Runtime's own log: errors, and not its hints on how a graph could be better. */
const ERRORS_ONLY = 3;

const { runtime, model, threads } = workerData as SessionStart;

function reply(message: SessionReply, owned: ArrayBuffer[] = []): void {
  parentPort!.postMessage(message, owned);
}

async function open(): Promise<void> {
  const onnx = createRequire(runtime)(runtime) as OnnxRuntime;
  const options = { intraOpNumThreads: threads, logSeverityLevel: ERRORS_ONLY };
  const session = await onnx.InferenceSession.create(model, options);
  parentPort!.on('message', (request: SessionRequest) => void answer(onnx, session, request));
  reply({ kind: 'open', inputs: session.inputMetadata, outputs: session.outputMetadata });
}

async function answer(onnx: OnnxRuntime, session: OnnxSession, { id, feeds, fetches }: SessionRequest): Promise<void> {
  try {
    const tensors = Object.entries(feeds).map(([name, { type, data, dims }]) => [
      name,
      new onnx.Tensor(type, data, dims),
    ]);
    const answered = await session.run(Object.fromEntries(tensors), fetches);
    const outputs = fetches.map((name) => plain(answered[name]!));
    reply({ kind: 'answer', id, tensors: outputs }, outputs.flatMap(ownedBuffer));
  } catch (thrown) {
    reply({ kind: 'refused', id, message: messageOf(thrown) });
  }
}

function plain({ type, data, dims }: OnnxTensor): OnnxTensor {
  return { type, data, dims };
}

/** The buffer of an answer is this thread's alone: it is handed over and not copied. */
function ownedBuffer({ data }: OnnxTensor): ArrayBuffer[] {
  return ArrayBuffer.isView(data) && data.buffer instanceof ArrayBuffer ? [data.buffer] : [];
}

function messageOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}

open().catch((thrown: unknown) => reply({ kind: 'failed', message: messageOf(thrown) }));
