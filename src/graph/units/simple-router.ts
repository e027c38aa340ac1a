import type { BuiltIn } from './built-in.ts';

/** SIMPLE_ROUTER: always the first child. */
export const simpleRouter: BuiltIn = { type: 'ROUTER', kind: { routes: true }, open: () => ({ choose: () => 0 }) };
