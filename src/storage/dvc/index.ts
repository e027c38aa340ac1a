export { dvcScheme } from './dvc-scheme.ts';
