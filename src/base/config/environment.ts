/** The variables of a process. Functions take it as a value, so that tests need not touch the real one. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** The variables of this process as they are now. The only place that reads them. */
export function readEnvironment(): Environment {
  return { ...process.env };
}
