import type { Field, FieldType, ObjectType } from './field.ts';
import { DEPLOYMENT_SCHEMA } from './schema.ts';

export type JsonSchema = { readonly [keyword: string]: unknown };

/** JSON Schema (draft 7, which editors know) of SeldonDeployment v1, v1alpha2 and v1alpha3. */
export function toJsonSchema(): JsonSchema {
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'SeldonDeployment',
    $ref: '#/definitions/SeldonDeployment',
    definitions: Object.fromEntries(
      Object.entries(DEPLOYMENT_SCHEMA).map(([name, type]) => [name, toObjectSchema(type)]),
    ),
  };
}

function toObjectSchema({ about, fields, open }: ObjectType): JsonSchema {
  const entries = Object.entries(fields);
  const required = entries.filter(([, field]) => field.required).map(([key]) => key);
  return {
    type: 'object',
    description: about,
    properties: Object.fromEntries(entries.map(([key, field]) => [key, toFieldSchema(field)])),
    ...(required.length > 0 ? { required } : {}),
    ...(open ? {} : { additionalProperties: false }),
  };
}

function toFieldSchema({ type, about, byDefault, required, legacy }: Field): JsonSchema {
  const description = byDefault === undefined ? `${about}.` : `${about}. Default: ${byDefault}.`;
  const schema = toTypeSchema(type);
  const notes = { description, ...(legacy ? { deprecated: true } : {}) };
  // A key without a value is as if it were not there. Beside $ref, draft 7 sees nothing.
  if (required && !('$ref' in schema)) return { ...schema, ...notes };
  return required ? { allOf: [schema], ...notes } : { anyOf: [schema, { type: 'null' }], ...notes };
}

function toTypeSchema(type: FieldType): JsonSchema {
  switch (type.kind) {
    case 'text':
      if (type.known === undefined) return { type: 'string' };
      return type.strict ? { enum: type.known } : { anyOf: [{ enum: type.known }, { type: 'string' }] };
    case 'integer': {
      const whole = { type: 'integer', minimum: -(2 ** 31), maximum: 2 ** 31 - 1 };
      return type.mayBeText ? { anyOf: [whole, { type: 'string', pattern: '^[0-9]{1,10}$' }] } : whole;
    }
    case 'number':
      return { type: 'integer' };
    case 'flag':
      return { type: 'boolean' };
    case 'integerOrText':
      return { type: ['integer', 'string'] };
    case 'texts':
      return { type: 'object', additionalProperties: { type: ['string', 'null'] } };
    case 'amount':
      return { type: ['string', 'integer'] };
    case 'amounts':
      return { type: 'object', additionalProperties: { type: ['string', 'integer', 'null'] } };
    case 'free':
      return { type: 'object' };
    case 'list':
      return { type: 'array', items: toTypeSchema(type.of) };
    case 'object':
      return { $ref: `#/definitions/${type.name}` };
    default:
      return type satisfies never;
  }
}
