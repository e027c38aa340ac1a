import type { RadiantError } from '../../base/errors.ts';

/** The body of every REST error of TensorFlow Serving. */
export function encodeTensorflowError(error: RadiantError): string {
  return JSON.stringify({ error: error.message });
}
