import { RadiantError } from '../../base/index.ts';
import type { InputContract } from '../../models/index.ts';
import { formatJson, type Input, type JsonObject, type JsonValue } from '../../payload/index.ts';
import type { ChosenMethod, MethodResult } from './choose-method.ts';
import { toFeatures } from './to-features.ts';

/** Wider rows are no help to anybody. */
const MAX_COLUMNS = 1000;

/** A request that the model answers, as the `data` of a message, and what it answers. */
export interface TriedExample {
  readonly data: JsonObject;
  readonly result: MethodResult;
}

/**
 * Asks the model for one row made of what its contract tells: categories that it knows, else 1, 2, 3, ...
 * Undefined where the contract does not tell enough to make a row that it takes.
 */
export function tryExample(contract: InputContract, { run }: ChosenMethod): TriedExample | undefined {
  const example = makeRow(contract);
  if (example === undefined) return undefined;
  const { names, row } = example;
  const utf8 = new TextEncoder().encode(formatJson([row]));
  const input: Input = { payload: { kind: 'list', json: { utf8, lenient: false } }, names: names ?? [] };
  try {
    const result = run(toFeatures(input, contract));
    return { data: { ...(names && { names }), ndarray: [row] }, result };
  } catch (thrown) {
    // A guess that the model does not take is no example; every other fault would come with the first request too.
    if (thrown instanceof RadiantError && thrown.code === 'INVALID_ARGUMENT') return undefined;
    throw thrown;
  }
}

function makeRow({ kind, featureCount, featureNames, exampleRow }: InputContract) {
  if (kind === 'text') return { names: undefined, row: ['some text'] };
  const count = featureNames?.length ?? featureCount;
  if (count === undefined || count === 0 || count > MAX_COLUMNS) return undefined;
  const row = Array.from({ length: count }, (_, c): JsonValue => {
    const cell = exampleRow?.[c] ?? c + 1;
    return typeof cell === 'bigint' ? Number(cell) : cell;
  });
  return { names: featureNames, row };
}
