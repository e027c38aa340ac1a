import type { Described, DescribedObject } from '../../formats/described.ts';
import { checkStep } from '../check-step.ts';
import { createTransformer } from '../create-transformer.ts';
import type { Estimator, InputContract, LoadContext } from '../estimator.ts';
import { type Cell, type Features, toNumeric } from '../features.ts';
import { badAttribute, hasAttribute, readBoolean, readInteger, readTexts } from '../read-attributes.ts';
import { readInputContract } from '../read-input-contract.ts';
import { stackColumns, weigh } from '../stack-columns.ts';
import { toTexts } from '../to-texts.ts';
import { nameStep } from './load-pipeline.ts';
import { readNamedParts, readWeightOf } from './read-steps.ts';
import { type FittedColumns, readSelection, type Selection, selectColumns } from './select-columns.ts';

interface Member {
  readonly name: string;
  readonly weight: number;
  readonly selection: Selection;
  /** Undefined for 'passthrough'. */
  readonly estimator: Estimator | undefined;
}

/** ColumnTransformer: transformers for columns of their own, the outputs side by side in the order of transformers_. */
export function loadColumnTransformer(object: DescribedObject, context: LoadContext): Estimator {
  const fitted = readFittedColumns(object);
  const weightOf = readWeightOf(object);
  const members = readNamedParts(object, 'transformers_').flatMap(({ name, value, rest }): readonly Member[] => {
    if (value === null || value === 'drop') return [];
    const path = `transformers_[${name}]`;
    const selection = readSelection(object, path, rest[0] ?? null, fitted);
    if (sizeOf(selection) === 0) return [];
    return [
      { name, weight: weightOf(name), selection, estimator: readMember(object, context, path, value, selection) },
    ];
  });
  const isSparse = hasAttribute(object, 'sparse_output_') ? readBoolean(object, 'sparse_output_') : undefined;
  const counts = members.map(({ estimator, selection }) =>
    estimator === undefined ? sizeOf(selection) : estimator.outputCount,
  );
  const isVerbose = readBoolean(object, 'verbose_feature_names_out', true);
  return createTransformer({
    name: object.name,
    input: contractOf(object, members, fitted),
    outputCount: counts.every((count) => count !== undefined)
      ? counts.reduce((sum: number, count) => sum + count!, 0)
      : undefined,
    nameOutputs(names) {
      const parts = members.map((member) => nameMember(member, names, isVerbose));
      return parts.every((part) => part !== undefined) ? parts.flat() : undefined;
    },
    transform(features) {
      const parts = members.map((member) => weigh(applyMember(member, features, fitted), member.weight));
      return stackColumns(parts, features.rows, isSparse);
    },
  });
}

/** Names and number of the columns of fit: feature_names_in_ from 1.0 on, _feature_names_in and _n_features before. */
function readFittedColumns(object: DescribedObject): FittedColumns {
  const nameAttribute = ['feature_names_in_', '_feature_names_in'].find((name) => hasAttribute(object, name));
  const names = nameAttribute === undefined ? undefined : readTexts(object, nameAttribute);
  const countAttribute = ['n_features_in_', '_n_features'].find((name) => hasAttribute(object, name));
  const count = countAttribute === undefined ? names?.length : readInteger(object, countAttribute);
  if (names !== undefined && names.length !== count) {
    throw badAttribute(object, nameAttribute!, `has ${names.length} names for ${count} features`);
  }
  return { names, count };
}

function readMember(
  object: DescribedObject,
  context: LoadContext,
  path: string,
  value: Described,
  selection: Selection,
): Estimator | undefined {
  if (value === 'passthrough') return undefined;
  const estimator = context.load(value, path);
  if (estimator.transform === undefined) throw badAttribute(object, path, `${estimator.name} has no transform`);
  const wanted = estimator.input.featureCount;
  if (wanted !== undefined && estimator.input.kind !== 'text' && wanted !== sizeOf(selection)) {
    throw badAttribute(object, path, `gives ${sizeOf(selection)} columns to a ${estimator.name} of ${wanted} features`);
  }
  return estimator;
}

function sizeOf(selection: Selection): number {
  return selection.kind === 'names' ? selection.names.length : selection.positions.length;
}

function applyMember({ estimator, selection }: Member, features: Features, fitted: FittedColumns): Features {
  const selected = selectColumns(features, selection, fitted);
  if (estimator === undefined) return selected;
  const { kind } = estimator.input;
  const x = kind === 'text' ? toTexts(selected) : kind === 'number' ? toNumeric(selected) : selected;
  checkStep(estimator, x);
  return estimator.transform!(x);
}

function nameMember(member: Member, names: readonly string[], isVerbose: boolean): readonly string[] | undefined {
  const { selection, estimator, name } = member;
  const own = selection.kind === 'names' ? selection.names : Array.from(selection.positions, (c) => names[c]!);
  const outputs = estimator === undefined ? own : nameStep(estimator, own);
  return outputs?.map((output) => (isVerbose ? `${name}__${output}` : output));
}

/** The examples of the members, each for its own columns; undefined when none has any. */
function exampleOf(members: readonly Member[], { names, count = 0 }: FittedColumns): InputContract['exampleRow'] {
  if (members.every(({ estimator }) => estimator?.input.exampleRow === undefined)) return undefined;
  const row: (Cell | undefined)[] = new Array(count).fill(undefined);
  for (const { selection, estimator } of members) {
    estimator?.input.exampleRow?.forEach((cell, i) => {
      const at = selection.kind === 'names' ? (names?.indexOf(selection.names[i]!) ?? -1) : selection.positions[i]!;
      if (at >= 0 && at < count) row[at] ??= cell;
    });
  }
  return row;
}

/** NaN and infinity are judged by each member for its own columns. */
function contractOf(object: DescribedObject, members: readonly Member[], fitted: FittedColumns): InputContract {
  const isTable =
    fitted.names !== undefined ||
    members.some(
      ({ selection, estimator }) => selection.kind === 'names' || (estimator?.input.kind ?? 'number') !== 'number',
    );
  const base = readInputContract(object, { kind: isTable ? 'table' : 'number', allowsNaN: true, allowsInfinity: true });
  const exampleRow = exampleOf(members, fitted);
  return {
    ...base,
    featureCount: fitted.count,
    featureNames: fitted.names,
    ...(fitted.names && { ignoresOthers: true }),
    ...(exampleRow && { exampleRow }),
  };
}
