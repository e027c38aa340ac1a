export { ociScheme } from './oci-scheme.ts';
