import type { CodecTable } from '../../../graph/index.ts';
import { SELDON_JSON } from './seldon-json.ts';
import { SELDON_PROTOBUF } from './seldon-protobuf.ts';

/** What graphs can read and write. */
export const CODECS: CodecTable = {
  seldon: { json: SELDON_JSON, protobuf: SELDON_PROTOBUF },
  tensorflow: {},
  v2: {},
};
