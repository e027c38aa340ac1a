import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { RadiantError } from '../../base/errors.ts';
import { createTensor, type NamedTensor, type Payload, type Tensor } from '../../payload/index.ts';
import { PYARROW } from './arrow/fixtures/pyarrow.table.ts';
import { ARROW_FILE, ARROW_STREAM } from './arrow/index.ts';
import { BODY_FORMS } from './body-forms.table.ts';
import { CSV, decodeCsv } from './csv.ts';
import { NPY } from './npy.ts';
import type { BodyForm } from './plain-body.ts';

const NO_PARAMETERS: ReadonlyMap<string, string> = new Map();
const one = (tensor: Tensor): Payload => ({ kind: 'tensor', tensor });
const several = (tensors: readonly NamedTensor[]): Payload => ({ kind: 'tensors', tensors });
const back = (form: BodyForm, payload: Payload): readonly NamedTensor[] =>
  form.decode(form.encode({ payload })!, NO_PARAMETERS).tensors;

/** Plain values, for arrays of other classes are not equal. */
function values({ dtype, shape, data }: Tensor): unknown {
  return { dtype, shape, data: [...data].map((value) => (value instanceof Uint8Array ? [...value] : value)) };
}

const ROWS = fc.integer({ min: 1, max: 5 });
const numbers = (rows: number): fc.Arbitrary<Tensor> => {
  const list = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<T[]> => fc.array(value, { minLength: rows, maxLength: rows });
  return fc.oneof(
    list(fc.boolean()).map((v) => createTensor('bool', [rows], Uint8Array.from(v, Number))),
    list(fc.integer({ min: -128, max: 127 })).map((v) => createTensor('int8', [rows], Int8Array.from(v))),
    list(fc.integer({ min: 0, max: 65535 })).map((v) => createTensor('uint16', [rows], Uint16Array.from(v))),
    list(fc.integer()).map((v) => createTensor('int32', [rows], Int32Array.from(v))),
    list(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n })).map((v) =>
      createTensor('int64', [rows], BigInt64Array.from(v)),
    ),
    list(fc.bigInt({ min: 0n, max: 2n ** 64n - 1n })).map((v) =>
      createTensor('uint64', [rows], BigUint64Array.from(v)),
    ),
    list(fc.double()).map((v) => createTensor('float16', [rows], Float16Array.from(v))),
    list(fc.double()).map((v) => createTensor('float32', [rows], Float32Array.from(v))),
    list(fc.double()).map((v) => createTensor('float64', [rows], Float64Array.from(v))),
  );
};
const texts = (rows: number): fc.Arbitrary<Tensor> =>
  fc
    .array(fc.string({ unit: 'grapheme' }), { minLength: rows, maxLength: rows })
    .map((v) => createTensor('string', [rows], v));

for (const [name, form] of [
  ['stream', ARROW_STREAM],
  ['file', ARROW_FILE],
] as const) {
  test(`an Arrow ${name} keeps names, types and values`, () => {
    const tables = ROWS.chain((rows) =>
      fc.array(fc.record({ name: fc.string({ unit: 'grapheme' }), tensor: fc.oneof(numbers(rows), texts(rows)) }), {
        minLength: 2,
        maxLength: 5,
      }),
    );
    fc.assert(
      fc.property(tables, (columns) => {
        const found = back(form, several(columns));
        assert.deepEqual(
          found.map(({ name: given }) => given),
          columns.map(({ name: given }) => given),
        );
        assert.deepEqual(
          found.map(({ tensor }) => values(tensor)),
          columns.map(({ tensor }) => values(tensor)),
        );
      }),
      { numRuns: 50 },
    );
  });
}

test('NPY keeps type, shape and values', () => {
  const tensors = ROWS.chain((rows) => fc.oneof(numbers(rows), texts(rows)));
  fc.assert(
    fc.property(tensors, (tensor) => {
      if (tensor.dtype === 'string' && tensor.data.some((text) => text.endsWith('\0'))) return;
      assert.deepEqual(values(back(NPY, one(tensor))[0]!.tensor), values(tensor));
    }),
  );
});

test('CSV keeps names and the types that it has', () => {
  const columns = [
    { name: 'n', tensor: createTensor('int64', [2], BigInt64Array.of(-1n, 2n ** 62n)) },
    { name: 'f,"', tensor: createTensor('float64', [2], Float64Array.of(2, -1e-7)) },
    { name: 't', tensor: createTensor('string', [2], ['12', 'a "b"\n,']) },
    { name: 'b', tensor: createTensor('bool', [2], Uint8Array.of(1, 0)) },
    { name: 'm', tensor: createTensor('json', [2], ['NA', null]) },
  ];
  const { tensors } = CSV.decode(CSV.encode({ payload: several(columns) })!, new Map([['header', 'present']]));
  assert.deepEqual(tensors, columns);
});

const HEADERS = [
  { name: 'names above numbers', text: 'a,b\n1,x\n', has: undefined, names: ['a', 'b'] },
  { name: 'numbers only', text: '1,2\n3,4\n', has: undefined, names: undefined },
  { name: 'texts only, which may be data', text: 'a,b\nc,d\n', has: undefined, names: undefined },
  { name: 'texts only with names that are announced', text: 'a,b\nc,d\n', has: true, names: ['a', 'b'] },
  { name: 'names that are not', text: 'a,b\n1,x\n', has: false, names: undefined },
] as const;

for (const { name, text, has, names } of HEADERS) {
  test(`CSV of ${name}`, () => {
    const { tensors, hasNames } = decodeCsv(Buffer.from(text), has);
    assert.equal(hasNames, names !== undefined);
    if (names !== undefined)
      assert.deepEqual(
        tensors.map((each) => each.name),
        names,
      );
  });
}

const ARROW_COLUMNS = {
  i: createTensor('int64', [2], BigInt64Array.of(1n, 2n)),
  u: createTensor('uint8', [2], Uint8Array.of(3, 4)),
  f: createTensor('float32', [2], Float32Array.of(0.5, 2)),
  h: createTensor('float64', [2], Float64Array.of(1.5, 2.5)),
  t: createTensor('string', [2], ['a', 'ü']),
  l: createTensor('string', [2], ['x', 'yy']),
  b: createTensor('bool', [2], Uint8Array.of(1, 0)),
  y: createTensor('bytes', [2], [Uint8Array.of(255), new Uint8Array(0)]),
  d: createTensor('string', [2], ['p', 'q']),
  n: createTensor('float64', [2], Float64Array.of(1, Number.NaN)),
  s: createTensor('json', [2], ['z', null]),
  m: createTensor('float64', [2], Float64Array.of(Number.NaN, Number.NaN)),
};

for (const name of ['stream', 'file', 'zstd']) {
  test(`what pyarrow wrote (${name}) is read with its types; dictionaries are their values`, () => {
    const { tensors } = ARROW_STREAM.decode(Buffer.from(PYARROW[name]!, 'base64'), NO_PARAMETERS);
    assert.deepEqual(
      Object.fromEntries(tensors.map((each) => [each.name, values(each.tensor)])),
      Object.fromEntries(Object.entries(ARROW_COLUMNS).map(([key, tensor]) => [key, values(tensor)])),
    );
  });
}

test('batches of a stream are one table, lists of a fixed size one array', () => {
  const chunks = ARROW_STREAM.decode(Buffer.from(PYARROW.chunks!, 'base64'), NO_PARAMETERS);
  assert.deepEqual(chunks.tensors.find(({ name }) => name === 'd')?.tensor.data, ['p', 'q', 'p', 'q']);
  const fixed = ARROW_STREAM.decode(Buffer.from(PYARROW.fixed!, 'base64'), NO_PARAMETERS);
  assert.deepEqual(fixed.tensors[0]?.tensor, createTensor('float64', [2, 2], Float64Array.of(1, 2, 3, 4)));
  assert.equal(fixed.isTable, false);
});

test('types and compressions that are not read are named', () => {
  assert.throws(
    () => ARROW_STREAM.decode(Buffer.from(PYARROW.date!, 'base64'), NO_PARAMETERS),
    /"w" is of type timestamp/,
  );
  assert.throws(() => ARROW_STREAM.decode(Buffer.from(PYARROW.lz4!, 'base64'), NO_PARAMETERS), /LZ4/);
});

const SAMPLES: Readonly<Record<string, Uint8Array>> = {
  stream: Buffer.from(PYARROW.stream!, 'base64'),
  file: Buffer.from(PYARROW.file!, 'base64'),
  zstd: Buffer.from(PYARROW.zstd!, 'base64'),
  npy: NPY.encode({ payload: one(createTensor('string', [2], ['a', 'bc'])) })!,
  csv: Buffer.from('a,b\n1,"x"\n'),
};

test('bodies of any kind are read or refused as the caller’s fault', () => {
  const refuseOnly = (body: Uint8Array): void => {
    for (const form of Object.values(BODY_FORMS)) {
      try {
        form.decode(body, NO_PARAMETERS);
      } catch (thrown) {
        assert.ok(
          thrown instanceof RadiantError && thrown.code === 'INVALID_ARGUMENT',
          String((thrown as Error).stack),
        );
      }
    }
  };
  for (const sample of Object.values(SAMPLES)) {
    for (let end = 0; end < sample.length; end += 7) refuseOnly(sample.subarray(0, end));
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(sample.length - 1), fc.nat(255)), { minLength: 1, maxLength: 3 }),
        (changes) => {
          const changed = Uint8Array.from(sample);
          for (const [at, byte] of changes) changed[at] = byte;
          refuseOnly(changed);
        },
      ),
      { numRuns: 400 },
    );
  }
  fc.assert(fc.property(fc.uint8Array({ maxLength: 100 }), refuseOnly));
});

test('a long number that is none takes no long time', () => {
  const startMs = performance.now();
  decodeCsv(Buffer.from(`${'1'.repeat(2_000_000)}x\n`), false);
  assert.ok(performance.now() - startMs < 2000);
});
