export { httpScheme } from './http-scheme.ts';
