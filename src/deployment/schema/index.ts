export { decodeValue } from './decode-value.ts';
export { describeSchema, type FieldDescription, type TypeDescription } from './describe-schema.ts';
export type { Field, FieldType, ObjectType, Schema } from './field.ts';
export { findTooLarge } from './find-too-large.ts';
export { DEPLOYMENT_SCHEMA } from './schema.ts';
export { suggestWord } from './suggest-word.ts';
export { type JsonSchema, toJsonSchema } from './to-json-schema.ts';
