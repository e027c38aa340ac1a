import type { Message } from '../message/message.ts';
import type { Run } from './run.ts';

/** Where copies of a node's messages go. Never waits, never throws. Undefined: nobody wants them. */
export interface NodeLog {
  readonly request: LogMessage | undefined;
  readonly response: LogMessage | undefined;
  readonly feedback: LogMessage | undefined;
}

export type LogMessage = (message: Message, run: Run) => void;
