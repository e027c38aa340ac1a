import type { Problem } from './problem.ts';

/** Way to a value: keys of objects and indexes of lists. */
export type Path = readonly (string | number)[];

const MAX_FINDINGS = 100;
const PLAIN_KEY = /^[A-Za-z_][\w-]*$/;

/** What is found wrong (errors) and odd (warnings) while a deployment is read; the first hundred of each. */
export interface Findings {
  readonly errors: readonly Problem[];
  readonly warnings: readonly Problem[];
  error(at: Path, message: string, fix: string): void;
  warn(at: Path, message: string, fix: string): void;
}

/** Collects findings. `lineOf` gives the line of a path where there is a text. */
export function createFindings(lineOf: (at: Path) => number | undefined = () => undefined): Findings {
  const errors: Problem[] = [];
  const warnings: Problem[] = [];
  const add = (list: Problem[], at: Path, message: string, fix: string): void => {
    if (list.length >= MAX_FINDINGS) return;
    const line = lineOf(at);
    list.push({ path: formatPath(at), message, fix, ...(line === undefined ? {} : { line }) });
  };
  return {
    errors,
    warnings,
    error: (at, message, fix) => add(errors, at, message, fix),
    warn: (at, message, fix) => add(warnings, at, message, fix),
  };
}

/** `spec.predictors[0].annotations["seldon.io/no-engine"]`. */
export function formatPath(at: Path): string {
  let text = '';
  for (const step of at) {
    if (typeof step === 'number') text += `[${step}]`;
    else if (PLAIN_KEY.test(step)) text += text === '' ? step : `.${step}`;
    else text += `[${JSON.stringify(shorten(step))}]`;
  }
  return text;
}

/** A word of the user for a message: at most 80 letters of it, without line breaks. */
export function shorten(text: string): string {
  const line = text.replaceAll(/\s+/g, ' ');
  return line.length > 80 ? `${line.slice(0, 77)}...` : line;
}

/** A word of the user in quotes, shortened. */
export function quote(text: string): string {
  return JSON.stringify(shorten(text));
}
