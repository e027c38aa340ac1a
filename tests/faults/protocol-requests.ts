import { Buffer } from 'node:buffer';

/** A request of a protocol beside Seldon's own. */
export interface ProtocolSample {
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

const JSON_BODY = { 'content-type': 'application/json' };
const INFER = '/v2/models/m/infer';
const PREDICT = '/v1/models/m:predict';

const V2 = [
  { inputs: [{ name: 'x', shape: [2, 2], datatype: 'FP64', data: [1, 2.5, -3, 4e9] }] },
  {
    id: 'a',
    inputs: [{ name: 'x', shape: [1, 2], datatype: 'INT64', data: [[9007199254740001, -1]] }],
    outputs: [{ name: 'y' }],
  },
  { inputs: [{ name: 's', shape: [2], datatype: 'BYTES', parameters: { content_type: 'str' }, data: ['a', 'é'] }] },
  { inputs: [{ name: 'b', shape: [1], datatype: 'BYTES', parameters: { content_type: 'base64' }, data: ['AAEC'] }] },
  {
    inputs: [
      { name: 'd', shape: [1], datatype: 'BYTES', parameters: { content_type: 'datetime' }, data: ['2020-01-02'] },
    ],
  },
  {
    parameters: { content_type: 'pd' },
    inputs: [
      { name: 'a', shape: [2, 1], datatype: 'BOOL', data: [true, false] },
      { name: 'c', shape: [2, 1], datatype: 'UINT8', data: [1, 255] },
    ],
  },
];

const TENSORFLOW = [
  {
    path: PREDICT,
    body: {
      instances: [
        [1, 2.5],
        [3, 4],
      ],
    },
  },
  {
    path: PREDICT,
    body: {
      instances: [
        { a: 1, b: 'x' },
        { a: 2, b: 'y' },
      ],
      signature_name: 'serving_default',
    },
  },
  { path: PREDICT, body: { inputs: { a: [[1], [2]], b: [{ b64: 'AAEC' }, { b64: 'AA==' }] } } },
  { path: '/v1/models/m:classify', body: { examples: [{ x: 1, y: 2 }], context: { z: 3 } } },
  { path: '/v1/models/m:regress', body: { examples: [{ x: 1.5 }, { x: -2 }] } },
];

const INVOCATIONS = [
  {
    dataframe_split: {
      columns: ['a', 'b'],
      index: [0, 1],
      data: [
        [1, 'x'],
        [2.5, null],
      ],
    },
  },
  {
    dataframe_records: [
      { a: 1, b: true },
      { a: 2, b: false },
    ],
    params: { k: 1 },
  },
  {
    instances: [
      [1, 2],
      [3, 4],
    ],
  },
  { inputs: { a: [1, 2], b: [[3], [4]] } },
];

/** Good requests of the Open Inference Protocol, TensorFlow Serving's and MLflow's, and bodies that are only data. */
export function protocolSamples(arrow: readonly ProtocolSample[]): readonly ProtocolSample[] {
  const json = (path: string, value: unknown): ProtocolSample => ({
    path,
    headers: JSON_BODY,
    body: Buffer.from(JSON.stringify(value)),
  });
  return [
    ...V2.map((body) => json(INFER, body)),
    binaryInfer(),
    ...TENSORFLOW.map(({ path, body }) => json(path, body)),
    ...INVOCATIONS.map((body) => json('/invocations', body)),
    { path: '/invocations', headers: { 'content-type': 'text/csv' }, body: Buffer.from('a,b\n1,"x, ""y"""\n2.5,\n') },
    { path: '/predict', headers: { 'content-type': 'text/csv' }, body: Buffer.from('1,2\r\n3,4e5\r\n') },
    { path: '/predict', headers: { 'content-type': 'application/x-npy' }, body: npy() },
    ...arrow,
  ];
}

/** Tensors behind the JSON. */
function binaryInfer(): ProtocolSample {
  const inputs = [
    { name: 'x', shape: [1, 1], datatype: 'FP32', parameters: { binary_data_size: 4 } },
    { name: 's', shape: [1], datatype: 'BYTES', parameters: { binary_data_size: 6 } },
  ];
  const head = Buffer.from(JSON.stringify({ inputs, parameters: { binary_data_output: true } }));
  const tail = Buffer.from('0000803f02000000c3a9', 'hex');
  const headers = {
    'content-type': 'application/octet-stream',
    'inference-header-content-length': String(head.length),
  };
  return { path: INFER, headers, body: Buffer.concat([head, tail]) };
}

function npy(): Buffer {
  const header = "{'descr': '<f8', 'fortran_order': False, 'shape': (2, 1), }".padEnd(117).concat('\n');
  const size = Buffer.alloc(2);
  size.writeUInt16LE(header.length);
  return Buffer.concat([
    Buffer.from('\x93NUMPY\x01\x00', 'latin1'),
    size,
    Buffer.from(header),
    Buffer.from(new Float64Array([1, 2]).buffer),
  ]);
}
