export { fileScheme } from './file-scheme.ts';
