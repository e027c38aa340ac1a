import type { JsonObject } from '../../payload/index.ts';
import type { OnnxValue } from './onnx-runtime.ts';
import type { Session } from './open-session.ts';

interface SessionFacts {
  readonly name: string;
  readonly session: Pick<Session, 'inputs' | 'outputs'>;
  readonly method: string;
  /** The output that answers. */
  readonly output: string;
  /** Names of its columns. */
  readonly outputNames: readonly string[] | undefined;
}

/** V2's names of dtypes. */
const DATATYPES: Readonly<Record<string, string>> = {
  bool: 'BOOL',
  float16: 'FP16',
  float32: 'FP32',
  float64: 'FP64',
  int8: 'INT8',
  int16: 'INT16',
  int32: 'INT32',
  int64: 'INT64',
  string: 'BYTES',
  uint8: 'UINT8',
  uint16: 'UINT16',
  uint32: 'UINT32',
  uint64: 'UINT64',
};

/** What /metadata and the doc page tell of an ONNX model: its inputs and outputs as they are, the answering output first. */
export function describeSession({ name, session, method, output, outputNames }: SessionFacts): JsonObject {
  const { inputs, outputs } = session;
  const ordered = [...outputs].sort((a, b) => Number(b.name === output) - Number(a.name === output));
  const custom = { runtime: 'onnxruntime-node', method, ...(outputNames && { classes: outputNames.join(', ') }) };
  return { name, platform: 'onnx', inputs: inputs.map(describe), outputs: ordered.map(describe), custom };
}

function describe({ name, type = '', shape = [] }: OnnxValue): JsonObject {
  const sizes = shape.map((size) => (typeof size === 'number' ? size : -1));
  return { name, datatype: DATATYPES[type] ?? type, shape: sizes };
}
