import type { IncomingHttpHeaders } from 'node:http';
import { RadiantError } from '../../base/index.ts';
import type { StorageContext } from '../storage-context.ts';
import { toConnectionError } from './connection-error.ts';
import type { HttpAnswer, HttpRequest } from './http-client.ts';
import { type ExplainFailure, readFailure, toStoreError } from './store-failure.ts';
import { withRetries } from './with-retries.ts';

export interface StoreQuestion {
  /** What is asked for, as messages name it. */
  readonly what: string;
  /** Made again for each try, since signatures grow old. */
  request(): HttpRequest | Promise<HttpRequest>;
  readonly explain?: ExplainFailure | undefined;
}

export interface StoreReply {
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  readonly url: URL;
}

const MAX_REPLY_BYTES = 64 * 2 ** 20;

/** Asks for something small (a listing, a token, the facts of an object) and reads the answer. Retries what passes. */
export async function askStore(context: StorageContext, question: StoreQuestion): Promise<StoreReply> {
  return await withRetries(context, async () => {
    const answer = await sendOk(context, question);
    try {
      return { headers: answer.headers, text: await readReply(answer), url: answer.url };
    } catch (thrown) {
      throw toConnectionError(thrown, answer.url, context.signal);
    }
  });
}

/** Asks, and reads the reply as JSON. */
export async function askStoreForJson(context: StorageContext, question: StoreQuestion): Promise<unknown> {
  const { text, url } = await askStore(context, question);
  try {
    return JSON.parse(text) as unknown;
  } catch (cause) {
    throw new RadiantError('FAILED_PRECONDITION', `${url.host} did not answer with JSON for ${question.what}`, {
      reason: 'STORE_REFUSED',
      cause,
    });
  }
}

/** One try: the answer when it is a success, not read yet. */
export async function sendOk(context: StorageContext, question: StoreQuestion): Promise<HttpAnswer> {
  const answer = await context.http.send(await question.request(), context.signal);
  if (answer.status >= 200 && answer.status < 300) return answer;
  throw toStoreError(await readFailure(answer), question.what, question.explain);
}

async function readReply(answer: HttpAnswer): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of answer.body as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > MAX_REPLY_BYTES) {
      throw new RadiantError('OUT_OF_RANGE', `${answer.url.host} answers with more than ${MAX_REPLY_BYTES} bytes`, {
        reason: 'STORE_REFUSED',
      });
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}
