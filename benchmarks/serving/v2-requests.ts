/** 256 rows of 30 features: numbers of 4 digits after the point. */
const BATCH = Float64Array.from({ length: 256 * 30 }, (_, i) => Number(Math.sin(i).toFixed(4)));

const REQUEST = { inputs: [{ name: 'x', shape: [1, 2], datatype: 'FP64', data: [1, 2] }] };

/** One row as the Open Inference Protocol has it. */
export const V2_ROW: Buffer = Buffer.from(JSON.stringify(REQUEST));

/** A batch as JSON. */
export const V2_BATCH: Buffer = Buffer.from(
  JSON.stringify({ inputs: [{ name: 'x', shape: [256, 30], datatype: 'FP64', data: Array.from(BATCH) }] }),
);

const BATCH_HEAD = Buffer.from(
  JSON.stringify({
    parameters: { binary_data_output: true },
    inputs: [{ name: 'x', shape: [256, 30], datatype: 'FP64', parameters: { binary_data_size: BATCH.byteLength } }],
  }),
);

/** The same batch with a binary tensor, and the header that says where it begins. */
export const V2_BINARY_BATCH: Buffer = Buffer.concat([BATCH_HEAD, new Uint8Array(BATCH.buffer)]);
export const V2_BINARY_HEADERS: Readonly<Record<string, string>> = {
  'Content-Type': 'application/octet-stream',
  'Inference-Header-Content-Length': String(BATCH_HEAD.length),
};

/** ModelInferRequest{model_name, inputs[{x, FP64, [1, 2], fp64_contents [1, 2]}]} by hand. */
export function v2GrpcRow(model: string): Buffer {
  const contents = field(5, field(7, Buffer.from(new Uint8Array(Float64Array.of(1, 2).buffer))));
  const input = Buffer.concat([
    field(1, Buffer.from('x')),
    field(2, Buffer.from('FP64')),
    field(3, Buffer.of(1, 2)),
    contents,
  ]);
  return Buffer.concat([field(1, Buffer.from(model)), field(5, input)]);
}

/** A length-delimited field of fewer than 128 bytes. */
function field(number: number, content: Buffer): Buffer {
  return Buffer.concat([Buffer.of((number << 3) | 2, content.length), content]);
}
