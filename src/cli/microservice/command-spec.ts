import type { OptionSpec } from './option.ts';

/** What a command that serves something says of itself: its usage, help and options. */
export interface CommandSpec {
  readonly name: string;
  /** What its one word is called in the usage line. */
  readonly argument: string;
  readonly description: string;
  readonly options: readonly OptionSpec[];
  /** Command lines for the help text; `prefix` is the program with its command. */
  formatExamples(prefix: string): string;
}
