export { asFloat64 } from './as-float64.ts';
export { fromNested } from './from-nested.ts';
export { rows } from './rows.ts';
export { type Nested, type NestedElement, toNested } from './to-nested.ts';
