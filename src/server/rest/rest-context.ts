import type { IncomingMessage } from 'node:http';
import type { Log, RadiantError } from '../../base/index.ts';
import type { AccessEntry } from '../../observe/index.ts';
import type { Limits } from '../door.ts';
import type { CountedEndpoint, CountedEndpoints } from './endpoint.ts';
import type { Exchange } from './exchange.ts';
import type { HeldAnswers } from './held-answers.ts';

/** What all requests of a REST door share. */
export interface RestContext {
  readonly limits: Limits;
  readonly log: Log;
  readonly writeAccess: ((entry: AccessEntry) => void) | undefined;
  readonly endpoints: CountedEndpoints;
  /** For paths that are not among `endpoints`. */
  readonly find: (path: string, req: IncomingMessage) => CountedEndpoint | undefined;
  /** Stands for every path that nothing answers on; requests to it are counted together. */
  readonly nowhere: CountedEndpoint;
  readonly encodeError: (error: RadiantError) => string;
  readonly errorType: string;
  /** Where to go from a path that is not there. */
  readonly hint: string;
  /** Which pages may read answers: the value of Access-Control-Allow-Origin. Undefined: whichever asks. */
  readonly allowOrigin: string | undefined;
  /** Headers of every answer, names and values in turn. */
  readonly extraHeaders: ((exchange: Exchange) => readonly string[]) | undefined;
  /** Answers that leave together at the end of this turn of the event loop. */
  readonly held: HeldAnswers;
  /** True once the door closes: answers then ask the client to close its connection. */
  isClosing: boolean;
}
