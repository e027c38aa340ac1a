import type { Environment } from '../base/index.ts';

/** The world as a command sees it; tests hand in their own. */
export interface CliIo {
  readonly environment: Environment;
  writeOut(text: string): void;
  writeErr(text: string): void;
  /** Whether the output may be coloured. */
  readonly colour: boolean;
  /** Name under which the program was called: `radiant` or `seldon-core-microservice`. */
  readonly programName: string;
}

/** One command of `radiant`: gets the words after its name, gives the exit code. */
export type RunCommand = (args: readonly string[], io: CliIo) => Promise<number>;
