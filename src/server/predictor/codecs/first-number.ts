import { RadiantError } from '../../../base/index.ts';
import type { JsonValue } from '../../../payload/index.ts';
import { isObject } from './json-messages.ts';

/** The first number of a router's answer: of its ndarray, nested or not, of its tensor, or of a plain list. Throws INVALID_ARGUMENT. */
export function firstNumber(answer: JsonValue): number {
  if (Array.isArray(answer)) return firstOf(answer, 'the list');
  const data = isObject(answer) ? answer.data : undefined;
  if (!isObject(data)) throw noBranch('it has no data; answer {"data": {"ndarray": [1]}}');
  if (isObject(data.tensor)) return firstOf(data.tensor.values, 'data.tensor.values');
  return firstOf(data.ndarray, 'data.ndarray');
}

function firstOf(value: JsonValue | undefined, where: string): number {
  let first = value;
  while (Array.isArray(first)) first = (first as readonly JsonValue[])[0];
  if (typeof first === 'number' || typeof first === 'bigint') return Number(first);
  throw noBranch(`${where} does not begin with a number`);
}

function noBranch(message: string): RadiantError {
  return new RadiantError('INVALID_ARGUMENT', message, { reason: 'NO_BRANCH' });
}
