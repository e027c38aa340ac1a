/** What kind of value an option takes; decides how it is read and how the help names it. */
export type OptionKind =
  | 'text'
  | 'count'
  | 'port'
  | 'workers'
  | 'seconds'
  | 'size'
  | 'choice'
  /** `--debug` alone is true; a word after it is read as a boolean. */
  | 'switch'
  /** `--tracing` alone is 1; a number may follow. */
  | 'switchCount';

export type OptionValue = string | number | boolean;

export interface OptionSpec {
  readonly name: string;
  readonly kind: OptionKind;
  /** Undefined: there is none, the option is simply absent. */
  readonly fallback: OptionValue | undefined;
  /** Variable that sets it. */
  readonly variable?: string;
  /** The variable is stronger than the option (Seldon's log level). */
  readonly variableWins?: true;
  readonly choices?: readonly string[];
  /** Other words for a choice, in upper case. */
  readonly synonyms?: Readonly<Record<string, string>>;
  /** Smallest number allowed, where that is not 0. */
  readonly minimum?: number;
  /** Heading in the help. */
  readonly group: OptionGroup;
  readonly help: string;
  /** Said once at the start when somebody sets it: it is accepted for Seldon's sake and changes nothing here. */
  readonly noEffect?: string;
}

export type OptionGroup = 'Model' | 'Addresses' | 'Workers and limits' | 'Logs' | 'Accepted, without effect';
