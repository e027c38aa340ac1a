import { ARROW_FILE, ARROW_STREAM } from './arrow/index.ts';
import { CSV } from './csv.ts';
import { NPY } from './npy.ts';
import type { BodyForm } from './plain-body.ts';

/** Media types whose bodies are data without a message, beside JSON. */
export const BODY_FORMS: Readonly<Record<string, BodyForm>> = {
  'application/octet-stream': NPY,
  'application/vnd.apache.arrow.file': ARROW_FILE,
  'application/vnd.apache.arrow.stream': ARROW_STREAM,
  'application/x-npy': NPY,
  'text/csv': CSV,
};
