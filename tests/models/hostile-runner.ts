import { Worker } from 'node:worker_threads';
import type { HostileAnswer, HostileQuestion } from './hostile-worker.ts';

/** Asks questions of a worker thread one after the other; one that takes too long is ended with the thread. */
export class HostileRunner {
  #worker: Worker | undefined;
  /** Memory of the process when a fresh worker was ready. */
  startBytes = 0;

  async ask(question: HostileQuestion, seconds: number): Promise<HostileAnswer> {
    const worker = this.#worker ?? (await this.#start());
    worker.postMessage(question);
    return await this.#receive<HostileAnswer>(worker, seconds);
  }

  async close(): Promise<void> {
    await this.#worker?.terminate();
    this.#worker = undefined;
  }

  async #start(): Promise<Worker> {
    const worker = new Worker(new URL('./hostile-worker.ts', import.meta.url));
    this.#worker = worker;
    const { peakBytes } = await this.#receive<{ peakBytes: number }>(worker, 60);
    this.startBytes ||= peakBytes;
    return worker;
  }

  #receive<T>(worker: Worker, seconds: number): Promise<T> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        finish();
        void this.close();
        reject(new Error(`no answer after ${seconds} seconds`));
      }, seconds * 1000);
      const finish = (): void => {
        clearTimeout(timer);
        worker.off('message', onMessage);
        worker.off('error', onError);
      };
      const onMessage = (message: T): void => {
        finish();
        resolve(message);
      };
      const onError = (error: unknown): void => {
        finish();
        this.#worker = undefined;
        reject(error as Error);
      };
      worker.on('message', onMessage);
      worker.on('error', onError);
    });
  }
}
