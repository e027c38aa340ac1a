export { fileScheme, openPath } from './file-scheme.ts';
