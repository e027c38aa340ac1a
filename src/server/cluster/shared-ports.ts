import { SharedPort } from './shared-port.ts';

export interface OpenPort {
  readonly port: SharedPort;
  /** The port that is really bound. */
  readonly number: number;
}

/** The ports that the worker processes share: bound when the first of them asks, kept until the end. */
export class SharedPorts {
  readonly #ports = new Map<number, { readonly port: SharedPort; readonly opened: Promise<OpenPort> }>();

  /** Worker processes number their ports alike, in the order in which they ask. Rejects when it cannot be bound. */
  open(portId: number, host: string, port: number): Promise<OpenPort> {
    let entry = this.#ports.get(portId);
    if (entry === undefined) {
      const shared = new SharedPort();
      entry = { port: shared, opened: shared.open(host, port).then((number) => ({ port: shared, number })) };
      this.#ports.set(portId, entry);
    }
    return entry.opened;
  }

  /** The ports that are bound, in the order in which the processes ask for them. */
  async numbers(): Promise<readonly number[]> {
    const opened = await Promise.all([...this.#ports.values()].map((entry) => entry.opened));
    return opened.map(({ number }) => number);
  }

  get(portId: number): SharedPort | undefined {
    return this.#ports.get(portId)?.port;
  }

  async close(): Promise<void> {
    await Promise.all([...this.#ports.values()].map(({ port }) => port.close()));
  }

  abandon(): void {
    for (const { port } of this.#ports.values()) port.abandon();
  }
}
