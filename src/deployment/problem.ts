/** What is wrong (or odd) at one place of a deployment, and what to write instead. */
export interface Problem {
  /** Where, as in `spec.predictors[0].graph.children[1].type`; empty for the whole document. */
  readonly path: string;
  /** What is wrong. Values of secrets never occur in it. */
  readonly message: string;
  /** What to do about it. */
  readonly fix: string;
  /** Line in the text, from 1, where there was a text. */
  readonly line?: number;
}

/** One line for people: `spec.replicas (line 4): is "x", not a whole number; write a number such as 1`. */
export function formatProblem({ path, message, fix, line }: Problem): string {
  const at = line === undefined ? '' : `line ${line}`;
  const place = path === '' ? at : at === '' ? path : `${path} (${at})`;
  return place === '' ? `${message}; ${fix}` : `${place}: ${message}; ${fix}`;
}
