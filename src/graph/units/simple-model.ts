import type { BuiltIn } from './built-in.ts';

/** SIMPLE_MODEL: answers what it is asked. For trying out a graph before there is a model. */
export const simpleModel: BuiltIn = { type: 'MODEL', kind: {}, open: () => ({}) };
