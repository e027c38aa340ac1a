import { connect as connectPlain, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { RadiantError } from '../../../base/index.ts';
import type { RedisTarget } from './parse-redis-url.ts';
import { encodeCommand, isFailure, type Reply, ReplyReader } from './resp.ts';

/** A reply that takes longer is taken for lost, and the connection with it. */
const REPLY_TIMEOUT_MS = 2_000;

interface Asked {
  resolve(reply: Reply): void;
  reject(error: Error): void;
  readonly timer: NodeJS.Timeout;
}

/** One connection to a Redis server. Commands may be sent while others wait; replies come in their order. */
export class RedisConnection {
  readonly #socket: Socket;
  readonly #asked: Asked[] = [];
  readonly #reader = new ReplyReader();
  #end: Error | undefined = undefined;
  /** Resolves with the reason when the connection has ended. */
  readonly ended: Promise<Error>;

  constructor({ host, port, tls }: RedisTarget) {
    this.#socket = tls ? connectTls({ host, port, servername: host }) : connectPlain({ host, port });
    this.#socket.setNoDelay(true);
    // A program ends although it is connected; while a reply is due its timer keeps it.
    this.#socket.unref();
    this.#socket.on('data', (chunk: Buffer) => this.#read(chunk));
    this.ended = new Promise((resolve) => {
      this.#socket.on('error', (error) => this.close(error));
      this.#socket.on('close', () => {
        this.close();
        resolve(this.#end as Error);
      });
    });
  }

  /** Rejects when the connection ends before the reply, or has ended. A reply that says no is a reply. */
  send(words: readonly string[]): Promise<Reply> {
    if (this.#end !== undefined) return Promise.reject(this.#end);
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => this.close(new Error(`no reply for ${REPLY_TIMEOUT_MS} ms`)), REPLY_TIMEOUT_MS);
      this.#asked.push({ resolve, reject, timer });
      this.#socket.write(encodeCommand(words));
    });
  }

  close(reason: Error = new Error('the connection was closed')): void {
    this.#end ??= reason;
    this.#socket.destroy();
    for (const { timer, reject } of this.#asked.splice(0)) {
      clearTimeout(timer);
      reject(this.#end);
    }
  }

  #read(chunk: Buffer): void {
    try {
      for (const reply of this.#reader.read(chunk)) {
        const asked = this.#asked.shift();
        if (asked === undefined) throw new Error('a reply that nobody asked for');
        clearTimeout(asked.timer);
        asked.resolve(reply);
      }
    } catch (thrown) {
      this.close(thrown as Error);
    }
  }
}

/**
 * Connects, says who it is and chooses the database. Rejects with FAILED_PRECONDITION when the server refuses that for good, and with another
 * Error when it cannot be reached or is not ready.
 */
export async function connectRedis(target: RedisTarget): Promise<RedisConnection> {
  const { user, password, database } = target;
  const connection = new RedisConnection(target);
  try {
    if (password !== undefined) check(await connection.send(['AUTH', ...(user === undefined ? [] : [user]), password]));
    if (database !== 0) check(await connection.send(['SELECT', String(database)]));
    check(await connection.send(['PING']));
    return connection;
  } catch (thrown) {
    connection.close();
    throw thrown;
  }
}

function check(reply: Reply): void {
  if (!isFailure(reply)) return;
  if (!/^(WRONGPASS|NOAUTH|NOPERM|ERR)\b/.test(reply.failure)) throw new Error(reply.failure);
  throw new RadiantError('FAILED_PRECONDITION', `Redis refuses: ${reply.failure}; correct user, password or database`, {
    reason: 'STATE_REFUSED',
  });
}
