import type { Estimator, InputContract, ModelSignature } from '../../models/index.ts';
import { formatJson, type JsonObject, type JsonValue } from '../../payload/index.ts';
import type { MethodResult } from './choose-method.ts';
import type { TriedExample } from './try-example.ts';

/** More columns are told by their number alone. */
const MAX_NAMED = 1000;

export interface ModelFacts {
  readonly name: string;
  readonly estimator: Estimator;
  readonly method: string;
  readonly outputNames: readonly string[] | undefined;
  readonly signature: ModelSignature | undefined;
  /** Undefined where no row could be made up that the model takes. */
  readonly tried: TriedExample | undefined;
}

/** What /metadata and the doc page tell of a model, in the form of init_metadata. */
export function describeModel({ name, estimator, method, outputNames, signature, tried }: ModelFacts): JsonObject {
  const versions = [estimator.writtenBy, estimator.packedBy].filter((version) => version !== undefined);
  return {
    name,
    ...(versions.length > 0 && { versions }),
    platform: 'radiant-native',
    inputs: describeInputs(estimator.input, signature),
    outputs: [{ messagetype: 'ndarray', schema: { ...(outputNames && { names: outputNames }), ...shapeOf(tried) } }],
    custom: {
      estimator: estimator.name,
      method,
      ...(tried !== undefined && { example: formatJson({ data: tried.data }) }),
    },
  };
}

/** The shape of an answer, any number of rows; for several outputs that of a list. */
function shapeOf(tried: TriedExample | undefined): JsonObject {
  if (tried === undefined || isSeveral(tried.result)) return { shape: [-1] };
  return { shape: [-1, ...tried.result.shape.slice(1)] };
}

function isSeveral(result: MethodResult): result is Extract<MethodResult, readonly unknown[]> {
  return Array.isArray(result);
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

/** The types of the columns stand in a signature, or follow from the categories that were seen; others are told as numbers. */
function describeColumns(
  count: number,
  { featureNames, exampleRow }: InputContract,
  signature: ModelSignature | undefined,
) {
  const types = new Map(signature?.inputs?.map(({ name, dtype }) => [name, dtype]));
  return Array.from({ length: count }, (_, c) => {
    const name = featureNames?.[c] ?? String(c);
    const seen = typeof exampleRow?.[c] === 'string' ? 'BYTES' : 'FP64';
    return { name, datatype: DATATYPES[types.get(name) ?? ''] ?? seen, shape: [-1] };
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
