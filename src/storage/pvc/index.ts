export { pvcScheme } from './pvc-scheme.ts';
