/** Exit codes by what happened. The numbers are Seldon's; 130 and 143 are the shell's for a process that a signal ended. */
export const EXIT_CODES = {
  ok: 0,
  startFailed: 1,
  usage: 2,
  loadFailed: 3,
  unknownArgument: 255,
  interrupted: 130,
  terminated: 143,
} as const;

/** Reasons of a RadiantError that end the program with another code than 1. */
export const EXIT_CODE_BY_REASON: Readonly<Record<string, number>> = {
  USAGE: EXIT_CODES.usage,
  UNKNOWN_ARGUMENT: EXIT_CODES.unknownArgument,
  LOAD_FAILED: EXIT_CODES.loadFailed,
};
