import assert from 'node:assert/strict';
import { setTimeout as delay } from 'node:timers/promises';
import { seldonMessageFromJson, seldonMessageToJson } from '../../src/protocols/seldon/index.ts';
import { type GrpcConnection, openGrpcConnection } from '../support/grpc-connection.ts';
import { type HttpConnection, type HttpReply, openHttpConnection, postBytes } from '../support/http-connection.ts';
import type { RunningRadiant } from '../support/start-radiant.ts';
import { within } from './take-turns.ts';

/** Of a server that doubles, after a while. */
export interface Load {
  readonly server: RunningRadiant;
  /** Told of every right answer. */
  answered(): void;
  /** Told of every connection that was reset before the server has answered anything on it. */
  reset(): void;
}

/** Asks until nobody listens any more; throws when a request gets no answer, or a wrong one. */
export type Client = (load: Load) => Promise<void>;

const ANSWER_MS = 15_000;
const MAX_WAIT_MS = 20;
const CALLS_AT_ONCE = 4;
const PREDICT = '/seldon.protos.Model/Predict';

/** One request after the other on a connection that is kept; a new one when the server closes it. */
export const restClient: Client = async (load) => {
  for (let connection = await openHttp(load); connection !== undefined; connection = await openHttp(load)) {
    for (let isFirst = true; connection.isOpen; isFirst = false) {
      if (!(await askHttp(connection, load, isFirst))) break;
      await delay(Math.random() * MAX_WAIT_MS);
    }
    connection.close();
  }
};

/** A connection for each request. */
export const oneShotClient: Client = async (load) => {
  for (let connection = await openHttp(load); connection !== undefined; connection = await openHttp(load)) {
    await askHttp(connection, load, true);
    connection.close();
  }
};

/** False: the connection is new, and was reset. */
async function askHttp(connection: HttpConnection, load: Load, isFirst: boolean): Promise<boolean> {
  const value = randomValue();
  const asked = connection.send(postBytes('/predict', bodyOf(value)));
  const reply = await within(ANSWER_MS, asked, 'REST').catch((error: NodeJS.ErrnoException) => {
    if (!isFirst || error.code !== 'ECONNRESET') throw error;
    return undefined;
  });
  if (reply === undefined) load.reset();
  else {
    checkReply(reply, value);
    load.answered();
  }
  return reply !== undefined;
}

/** Several calls at once on one connection; a new one when the server says goodbye. */
export const grpcClient: Client = async (load) => {
  for (let connection = await openGrpc(load); connection !== undefined; connection = await openGrpc(load)) {
    const kept = connection;
    await Promise.all(Array.from({ length: CALLS_AT_ONCE }, () => callWhileOpen(kept, load)));
    kept.close();
  }
};

async function callWhileOpen(connection: GrpcConnection, load: Load): Promise<void> {
  while (connection.isOpen) {
    const value = randomValue();
    const message = seldonMessageFromJson('SeldonMessage', JSON.parse(bodyOf(value)));
    const reply = await within(ANSWER_MS, connection.call(PREDICT, message), 'gRPC');
    // The server says by this that it has not begun the call: every client library sends it again.
    if (reply.isRefused) return;
    if (reply.brokenBy === 'ECONNRESET' && connection.answered === 0) {
      load.reset();
      return;
    }
    assert.equal(reply.code, 0, `gRPC: ${reply.details}`);
    const answer = seldonMessageToJson('SeldonMessage', reply.message) as { data?: { ndarray?: number[][] } };
    assert.equal(answer.data?.ndarray?.[0]?.[0], 2 * value);
    load.answered();
  }
}

function openHttp(load: Load): Promise<HttpConnection | undefined> {
  return openUnlessClosed(load, () => openHttpConnection(load.server.httpPort));
}

function openGrpc(load: Load): Promise<GrpcConnection | undefined> {
  return openUnlessClosed(load, () => openGrpcConnection(load.server.grpcPort));
}

/** Undefined when the door is closed. */
async function openUnlessClosed<T>(load: Load, open: () => Promise<T>): Promise<T | undefined> {
  try {
    return await open();
  } catch (thrown) {
    const { code } = thrown as NodeJS.ErrnoException;
    if (code === 'ECONNREFUSED') return undefined;
    if (code !== 'ECONNRESET') throw thrown;
    load.reset();
    return openUnlessClosed(load, open);
  }
}

function checkReply({ status, body }: HttpReply, value: number): void {
  assert.equal(status, 200, body.toString());
  const { data } = JSON.parse(body.toString()) as { data: { ndarray: number[][] } };
  assert.equal(data.ndarray[0]?.[0], 2 * value);
}

function randomValue(): number {
  return Math.floor(Math.random() * 1_000_000) + 0.5;
}

function bodyOf(value: number): string {
  return JSON.stringify({ data: { ndarray: [[value, Math.random() * 5]] } });
}
