export { runPlain } from './run-plain.ts';
