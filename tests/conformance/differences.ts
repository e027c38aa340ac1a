import type { CliAnswer, ExecutorAnswer, GoldenCase, GrpcAnswer, HttpAnswer } from './golden-case.ts';

/** What must hold instead of the recorded answer where Radiant differs on purpose. */
export interface Instead {
  readonly status?: readonly number[];
  readonly code?: readonly number[];
  readonly started?: boolean;
  readonly exitCode?: number;
  /** The text of the error (or of the output of a command line) must match. */
  readonly says?: RegExp;
  /** The body must be valid JSON and equal the recorded one, its tokens NaN and Infinity aside. */
  readonly sameButValidJson?: true;
  /** Only what matches may differ from the recording. */
  readonly sameBut?: RegExp;
}

/** A deliberate difference: docs/reference/compatibility.md has a row for each, held together by a test. */
export interface Difference {
  readonly name: string;
  /** A tag of the recorded cases, an expression over their ids, or one over their recorded responses as JSON. */
  readonly cases: { readonly tag: string } | { readonly id: RegExp } | { readonly recorded: RegExp };
  readonly instead: Instead;
  readonly reason: string;
}

export type Answer =
  | ({ readonly kind: 'http' } & HttpAnswer & ExecutorAnswer)
  | ({ readonly kind: 'grpc' } & GrpcAnswer & ExecutorAnswer)
  | ({ readonly kind: 'cli' } & CliAnswer);

export function isAbout(difference: Difference, one: GoldenCase): boolean {
  const { cases } = difference;
  if ('tag' in cases) return (one.tags ?? []).includes(cases.tag);
  return 'id' in cases ? cases.id.test(one.id) : cases.recorded.test(JSON.stringify(one.response));
}

/** How the compatibility page names the cases of a difference. */
export function nameCases({ cases }: Difference): string {
  if ('tag' in cases) return cases.tag;
  return 'id' in cases ? cases.id.source : cases.recorded.source;
}

/** Lists where an answer fails the better behaviour that a difference promises; empty when it holds. */
export function checkInstead(instead: Instead, answer: Answer): string[] {
  const problems: string[] = [];
  const expectOneOf = (what: string, allowed: readonly unknown[] | undefined, got: unknown): void => {
    if (allowed !== undefined && !allowed.includes(got))
      problems.push(`${what}: want ${allowed.join(' or ')} got ${got}`);
  };
  if (answer.kind === 'http') expectOneOf('status', instead.status, answer.status);
  if (answer.kind === 'grpc') expectOneOf('grpc code', instead.code, answer.code);
  if (instead.started !== undefined) expectOneOf('started', [instead.started], answer.kind === 'cli' && answer.started);
  if (instead.exitCode !== undefined) {
    expectOneOf('exit code', [instead.exitCode], answer.kind === 'cli' ? answer.exitCode : undefined);
  }
  const text = textOf(answer);
  if (instead.says !== undefined && !instead.says.test(text))
    problems.push(`${text.slice(0, 300)} does not match ${instead.says}`);
  return problems;
}

function textOf(answer: Answer): string {
  if (answer.kind === 'http') return answer.body ?? '';
  return answer.kind === 'grpc' ? answer.details : (answer.log ?? '');
}
