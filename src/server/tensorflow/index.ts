export { type Caller, runMethod } from './run-method.ts';
