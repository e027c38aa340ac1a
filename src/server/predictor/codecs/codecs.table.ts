import type { CodecTable } from '../../../graph/index.ts';
import { SELDON_JSON } from './seldon-json.ts';
import { SELDON_PROTOBUF } from './seldon-protobuf.ts';
import { TENSORFLOW_JSON } from './tensorflow-json.ts';
import { TENSORFLOW_PROTOBUF } from './tensorflow-protobuf.ts';
import { V2_JSON } from './v2-json.ts';
import { V2_PROTOBUF } from './v2-protobuf.ts';

/** What graphs can read and write. */
export const CODECS: CodecTable = {
  seldon: { json: SELDON_JSON, protobuf: SELDON_PROTOBUF },
  tensorflow: { json: TENSORFLOW_JSON, protobuf: TENSORFLOW_PROTOBUF },
  v2: { json: V2_JSON, protobuf: V2_PROTOBUF },
};
