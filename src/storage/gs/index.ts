export { gsScheme } from './gs-scheme.ts';
