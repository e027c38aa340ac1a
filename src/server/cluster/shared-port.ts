import { once } from 'node:events';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { acceptQueued } from '../accept-queued.ts';

/** Connections that wait for a worker process while none listens. What comes beyond is closed. */
const MAX_WAITING = 10_000;

/** Who takes connections of a port. */
export interface PortMember {
  /** Hands a connection over. The socket stays open here until `settle` or `withdraw`. */
  hand(connection: number, socket: Socket): void;
}

interface MemberState {
  open: number;
  /** Gets no more, but has yet to take what is on its way. */
  isLeaving: boolean;
  /** Handed over, not yet taken. */
  readonly pending: Map<number, Socket>;
}

/**
 * A listening socket in the primary process that outlives all workers: nobody is refused while they restart. Each
 * connection goes to the member with the fewest; one whose member dies before taking it goes to another.
 */
export class SharedPort {
  readonly #server: Server;
  readonly #members = new Map<PortMember, MemberState>();
  #waiting: Socket[] = [];
  #lastConnection = 0;

  constructor() {
    // Not a byte is read here: a connection can go to any process until one has taken it.
    this.#server = createServer({ pauseOnConnect: true }, (socket) => this.#assign(socket));
  }

  /** Binds, and gives the port. Rejects with the error of the system. */
  async open(host: string, port: number): Promise<number> {
    this.#server.listen(port, host);
    await once(this.#server, 'listening');
    return (this.#server.address() as AddressInfo).port;
  }

  add(member: PortMember): void {
    this.#members.set(member, { open: 0, isLeaving: false, pending: new Map() });
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const socket of waiting) this.#assign(socket);
  }

  /** The member owns these connections, so that this process lets go of them, and has so many altogether. */
  settle(member: PortMember, connections: readonly number[], open: number): void {
    const state = this.#members.get(member);
    if (state === undefined) return;
    for (const connection of connections) {
      state.pending.get(connection)?.destroy();
      state.pending.delete(connection);
    }
    state.open = open;
  }

  /** The member gets no more. What is on its way to it still arrives. */
  retire(member: PortMember): void {
    const state = this.#members.get(member);
    if (state !== undefined) state.isLeaving = true;
  }

  /** The member has died: what it had not taken goes to the others. */
  remove(member: PortMember): void {
    const state = this.#members.get(member);
    this.#members.delete(member);
    for (const socket of state?.pending.values() ?? []) this.#assign(socket);
  }

  /** Takes no more connections. Those that the system has queued already are accepted and handed over first. */
  async close(): Promise<void> {
    if (!this.#server.listening) return;
    await acceptQueued(this.#server);
    this.#server.close();
  }

  /** Lets go of everything that no process has taken. */
  abandon(): void {
    this.#server.close();
    for (const socket of this.#waiting) socket.destroy();
    for (const { pending } of this.#members.values()) for (const socket of pending.values()) socket.destroy();
    this.#waiting = [];
    this.#members.clear();
  }

  #assign(socket: Socket): void {
    let chosen: PortMember | undefined;
    let chosenState: MemberState | undefined;
    for (const [member, state] of this.#members) {
      if (state.isLeaving) continue;
      const load = state.open + state.pending.size;
      if (chosenState === undefined || load < chosenState.open + chosenState.pending.size) {
        chosen = member;
        chosenState = state;
      }
    }
    if (chosen !== undefined && chosenState !== undefined) {
      const connection = ++this.#lastConnection;
      chosenState.pending.set(connection, socket);
      chosen.hand(connection, socket);
    } else if (this.#waiting.length < MAX_WAITING) {
      this.#waiting.push(socket);
    } else {
      socket.destroy();
    }
  }
}
