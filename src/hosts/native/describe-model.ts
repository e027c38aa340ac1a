import type { Estimator, InputContract, ModelSignature } from '../../models/index.ts';
import type { JsonObject, JsonValue } from '../../payload/index.ts';

/** More columns are told by their number alone. */
const MAX_NAMED = 1000;

export interface ModelFacts {
  readonly name: string;
  readonly estimator: Estimator;
  readonly method: string;
  readonly outputNames: readonly string[] | undefined;
  readonly signature: ModelSignature | undefined;
}

/** What /metadata and the doc page tell of a model, in the form of init_metadata. */
export function describeModel({ name, estimator, method, outputNames, signature }: ModelFacts): JsonObject {
  return {
    name,
    platform: 'radiant-native',
    inputs: describeInputs(estimator.input, signature),
    outputs: [{ messagetype: 'ndarray', schema: { ...(outputNames && { names: outputNames }), shape: [-1] } }],
    custom: { estimator: estimator.name, method },
  };
}

function describeInputs(contract: InputContract, signature: ModelSignature | undefined): JsonValue {
  const { kind, featureCount, featureNames } = contract;
  if (kind === 'text') return [{ name: 'text', datatype: 'BYTES', shape: [-1] }];
  const count = featureNames?.length ?? featureCount;
  if (count === undefined) return [{ messagetype: 'ndarray', schema: { shape: [-1, -1] } }];
  if (kind === 'table' && count <= MAX_NAMED) return describeColumns(count, contract, signature);
  const names = featureNames !== undefined && count <= MAX_NAMED ? { names: featureNames } : {};
  return [{ messagetype: 'ndarray', schema: { ...names, shape: [-1, count] } }];
}

/** The types of the columns stand in a signature only; without one they are told as numbers. */
function describeColumns(count: number, { featureNames }: InputContract, signature: ModelSignature | undefined) {
  const types = new Map(signature?.inputs?.map(({ name, dtype }) => [name, dtype]));
  return Array.from({ length: count }, (_, c) => {
    const name = featureNames?.[c] ?? String(c);
    return { name, datatype: DATATYPES[types.get(name) ?? ''] ?? 'FP64', shape: [-1] };
  });
}

/** MLflow's names of types. */
const DATATYPES: Readonly<Record<string, string>> = {
  binary: 'BYTES',
  boolean: 'BOOL',
  datetime: 'BYTES',
  double: 'FP64',
  float: 'FP32',
  integer: 'INT32',
  long: 'INT64',
  string: 'BYTES',
};
