import { CSV } from './csv.ts';
import { NPY } from './npy.ts';
import type { BodyForm } from './plain-body.ts';

/** Media types whose bodies are data without a message, beside JSON. */
export const BODY_FORMS: Readonly<Record<string, BodyForm>> = {
  'application/octet-stream': NPY,
  'application/x-npy': NPY,
  'text/csv': CSV,
};
