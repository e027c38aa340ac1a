import { RadiantError } from '../../base/errors.ts';
import type { JsonValue } from '../../payload/index.ts';
import { isObject } from './read-message.ts';

/**
 * The branch in a router's answer: the first number of its ndarray, nested or not, of its tensor, or of a plain list. Throws INVALID_ARGUMENT,
 * reason NO_BRANCH.
 */
export function readBranch(answer: JsonValue): number {
  if (Array.isArray(answer)) return firstNumber(answer, 'the list');
  const data = isObject(answer) ? answer.data : undefined;
  if (!isObject(data)) throw noBranch('it has no data; answer {"data": {"ndarray": [1]}}');
  if (isObject(data.tensor)) return firstNumber(data.tensor.values, 'data.tensor.values');
  return firstNumber(data.ndarray, 'data.ndarray');
}

/** The first number of a list, however deep. `where` names it in the error. */
export function firstNumber(value: JsonValue | undefined, where: string): number {
  let first = value;
  while (Array.isArray(first)) first = (first as readonly JsonValue[])[0];
  if (typeof first === 'number' || typeof first === 'bigint') return Number(first);
  throw noBranch(`${where} does not begin with a number`);
}

/** `response.meta.routing` of a Feedback: the branch that each router took. What is no whole number there counts as not said. */
export function readRouting(feedback: JsonValue): Readonly<Record<string, number>> {
  const response = isObject(feedback) ? feedback.response : undefined;
  const meta = isObject(response) ? response.meta : undefined;
  const routing = isObject(meta) ? meta.routing : undefined;
  if (!isObject(routing)) return {};
  const entries = Object.entries(routing).map(([name, branch]): [string, number] => [name, Number(branch)]);
  return Object.fromEntries(entries.filter(([, branch]) => Number.isInteger(branch)));
}

function noBranch(message: string): RadiantError {
  return new RadiantError('INVALID_ARGUMENT', message, { reason: 'NO_BRANCH' });
}
