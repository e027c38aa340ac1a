import { parentPort, workerData } from 'node:worker_threads';
import { RadiantError } from '../../src/base/index.ts';
import { createDense } from '../../src/models/estimators/features.ts';
import { type Estimator, loadModel, loadModelFolder } from '../../src/models/index.ts';
import type { Tensor } from '../../src/payload/index.ts';
import { toNumber } from './to-features.ts';

/** What the worker is asked: bytes of a file, or the files of a folder, and rows to ask the model if it loads. */
export interface HostileQuestion {
  readonly bytes?: Uint8Array;
  readonly folder?: ReadonlyMap<string, Uint8Array>;
  readonly input?: readonly (readonly unknown[])[];
}

export interface HostileAnswer {
  readonly reason: string;
  readonly message: string;
  readonly outputs: Readonly<Record<string, readonly unknown[]>>;
  /** Largest memory of the process so far. */
  readonly peakBytes: number;
  readonly prototypeKeys: readonly string[];
  /** Thrown by the language and not by this program's own checks. */
  readonly isCrash: boolean;
}

async function answer(question: HostileQuestion): Promise<HostileAnswer> {
  const base = { outputs: {}, isCrash: false };
  try {
    const model = await load(question);
    const outputs = question.input === undefined ? {} : ask(model, question.input);
    return { ...base, reason: 'ANSWER', message: '', outputs, ...state() };
  } catch (error) {
    if (error instanceof RadiantError) return { ...base, reason: error.reason, message: error.message, ...state() };
    const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
    return { ...base, reason: 'CRASH', message, isCrash: true, ...state() };
  }
}

async function load(question: HostileQuestion): Promise<Estimator> {
  const { folder, bytes } = question;
  if (folder === undefined) return await loadModel(bytes!);
  const read = (name: string): Promise<Uint8Array> => Promise.resolve(folder.get(name)!);
  return (await loadModelFolder({ names: [...folder.keys()], read })).estimator;
}

function ask(model: Estimator, rows: readonly (readonly unknown[])[]): Record<string, readonly unknown[]> {
  const columns = rows[0]?.length ?? 0;
  const x = createDense(rows.length, columns, Float64Array.from(rows.flat(), toNumber));
  const outputs: Record<string, readonly unknown[]> = {};
  const tensor = model.predict?.(x);
  if (tensor !== undefined) outputs.predict = Array.from(tensor.data as ArrayLike<unknown>);
  const probabilities = model.predictProba?.(x) as Tensor | undefined;
  if (probabilities !== undefined) outputs.predict_proba = Array.from(probabilities.data as ArrayLike<unknown>);
  return outputs;
}

function state(): Pick<HostileAnswer, 'peakBytes' | 'prototypeKeys'> {
  return {
    peakBytes: process.resourceUsage().maxRSS * 1024,
    prototypeKeys: Reflect.ownKeys(Object.prototype).map(String),
  };
}

parentPort?.on('message', (question: HostileQuestion) => {
  void answer(question).then((result) => parentPort?.postMessage(result));
});
parentPort?.postMessage({ ...state(), isReady: workerData === null });
