export { hfScheme } from './hf-scheme.ts';
