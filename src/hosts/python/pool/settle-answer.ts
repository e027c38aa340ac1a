import { type Log, RadiantError } from '../../../base/index.ts';
import type { JsonObject } from '../../../payload/index.ts';
import { type Answer, decodeAnswer } from '../frames/decode-answer.ts';
import type { Job } from './job.ts';
import { splitOutcome } from './micro-batch.ts';
import type { PendingCall } from './pending-call.ts';

export interface AnswerOptions {
  readonly job: Job;
  readonly header: JsonObject;
  readonly body: Uint8Array;
  readonly className: string;
  readonly log: Log;
  /** Who answered, for the log. */
  readonly worker: { readonly index: number; readonly pid: number | undefined };
}

export interface SettledAnswer {
  /** Calls of a micro-batch that failed: each is to be computed again, alone. */
  readonly again: readonly PendingCall[];
  /** True when the class turned out not to answer row by row. */
  readonly isUnsplittable: boolean;
}

const DONE: SettledAnswer = { again: [], isUnsplittable: false };

/** Answers the calls of a frame. Throws Error when the answer is malformed; the calls are answered even then. */
export function settleAnswer(options: AnswerOptions): SettledAnswer {
  const { job, header, body } = options;
  let answer: Answer;
  try {
    answer = decodeAnswer(header, body);
  } catch (thrown) {
    const message = 'the Python worker gave an answer that cannot be read; the log has more';
    const error = new RadiantError('UNAVAILABLE', message, { reason: 'WORKER_CRASHED', cause: thrown });
    for (const call of job.calls) call.reject(error);
    throw thrown;
  }
  if (job.rows !== undefined) return settleBatch(options, job.rows, answer);
  settleOne(options, job.calls[0]!, answer);
  return DONE;
}

/** Gives one of several answers to its caller. Throws Error when it is malformed. */
export function passPart({ calls }: Job, header: JsonObject, body: Uint8Array): void {
  const answer = decodeAnswer(header, body);
  const [call] = calls;
  if (answer.kind !== 'outcome' || call?.parts === undefined)
    throw new Error('a part of an answer that nobody wants in parts');
  call.parts.push(answer.outcome, body.length);
}

function settleOne({ className, log, worker }: AnswerOptions, call: PendingCall, answer: Answer): void {
  if (answer.kind === 'outcome') {
    call.resolve(answer.outcome);
    return;
  }
  const { error, traceback } = answer;
  if (traceback !== undefined) {
    const fields = { worker: worker.index, pid: worker.pid, traceback };
    log.error(`${call.call.verb} of ${className} raised an exception: ${error.message}`, fields);
  }
  call.reject(error);
}

function settleBatch({ job, className, log }: AnswerOptions, rows: readonly number[], answer: Answer): SettledAnswer {
  const parts = answer.kind === 'outcome' ? splitOutcome(answer.outcome, rows) : undefined;
  if (parts !== undefined) {
    for (let i = 0; i < job.calls.length; i += 1) job.calls[i]!.resolve(parts[i]!);
    return DONE;
  }
  const isUnsplittable = answer.kind === 'outcome' || answer.isNotRowWise;
  if (isUnsplittable) {
    const cause = 'predict does not give one row per row, or gives tags or metrics';
    log.warning(`micro-batching of ${className} is switched off: ${cause}`);
  }
  const again = job.calls.filter((call) => !call.isSettled);
  for (const call of again) call.isAlone = true;
  return { again, isUnsplittable };
}
