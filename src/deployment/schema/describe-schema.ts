import type { FieldType } from './field.ts';
import { DEPLOYMENT_SCHEMA } from './schema.ts';

/** A type of the schema, in words. */
export interface TypeDescription {
  readonly name: string;
  readonly about: string;
  readonly fields: readonly FieldDescription[];
}

export interface FieldDescription {
  readonly name: string;
  /** `text`, `whole number`, `list of PredictiveUnit` and so on. */
  readonly type: string;
  readonly required: boolean;
  readonly byDefault: string | undefined;
  readonly about: string;
  /** The words that mean something. */
  readonly words: readonly string[];
  /** Kept for old files; without effect. */
  readonly legacy: boolean;
}

/** The schema of SeldonDeployment in words, type by type, the root first, without the details of Kubernetes. */
export function describeSchema(): readonly TypeDescription[] {
  const types = Object.entries(DEPLOYMENT_SCHEMA).filter(([, { isDetail }]) => !isDetail);
  return types.map(([name, { about, fields }]) => ({
    name,
    about,
    fields: Object.entries(fields).map(([key, field]) => ({
      name: key,
      type: nameType(field.type),
      required: field.required === true,
      byDefault: field.byDefault,
      about: field.about,
      words: listWords(field.type),
      legacy: field.legacy === true,
    })),
  }));
}

const NAMES = {
  text: 'text',
  integer: 'whole number',
  number: 'whole number',
  flag: 'true or false',
  integerOrText: 'whole number or text',
  texts: 'names to texts',
  amount: 'amount',
  amounts: 'names to amounts',
  free: 'object',
} as const;

function nameType(type: FieldType): string {
  if (type.kind === 'list') return `list of ${nameType(type.of)}`;
  if (type.kind !== 'object') return NAMES[type.kind];
  return DEPLOYMENT_SCHEMA[type.name]!.isDetail ? 'object' : type.name;
}

function listWords(type: FieldType): readonly string[] {
  if (type.kind === 'list') return listWords(type.of);
  return type.kind === 'text' ? (type.known ?? []) : [];
}
