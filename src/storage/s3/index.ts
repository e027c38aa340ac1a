export { s3Scheme } from './s3-scheme.ts';
