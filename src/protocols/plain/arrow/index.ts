import type { BodyForm } from '../plain-body.ts';
import { decodeArrow } from './decode.ts';
import { encodeArrowFile, encodeArrowStream } from './encode.ts';

/** Columns as Apache Arrow streams them. */
export const ARROW_STREAM: BodyForm = { decode: decodeArrow, encode: encodeArrowStream };

/** Columns as an Arrow file (Feather, version 2). */
export const ARROW_FILE: BodyForm = { decode: decodeArrow, encode: encodeArrowFile };
