import { request as send } from 'node:http';
import { type Listening, listen } from './listen.ts';

/** Stands before a store, and tells what it was asked. */
export interface CountingProxy extends Listening {
  /** Method and address of each request, in order. */
  readonly seen: string[];
  /** While it is true every request is answered with 503. */
  isDown: boolean;
}

export async function startCountingProxy(endpoint: string): Promise<CountingProxy> {
  const seen: string[] = [];
  const state = { isDown: false };
  const server = await listen((request, response) => {
    seen.push(`${request.method} ${request.url}`);
    if (state.isDown) {
      response.writeHead(503, { 'retry-after': '0' }).end();
      return;
    }
    const { method, headers } = request;
    const passed = send(new URL(request.url ?? '', endpoint), { method: method ?? 'GET', headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 500, answer.headers);
      answer.pipe(response);
    });
    passed.on('error', () => response.destroy());
    request.pipe(passed);
  });
  return Object.assign(state, { seen, address: server.address, stop: server.stop });
}
