import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readNpy } from './read-npy.ts';

function npy(header: string, data: Uint8Array, version = 1): Uint8Array {
  const text = Buffer.from(`${header}\n`, 'latin1');
  const size = Buffer.alloc(version === 1 ? 2 : 4);
  if (version === 1) size.writeUInt16LE(text.length);
  else size.writeUInt32LE(text.length);
  return new Uint8Array(
    Buffer.concat([Buffer.from('\x93NUMPY', 'latin1'), Buffer.from([version, 0]), size, text, data]),
  );
}

const bytesOf = (list: Float64Array | Int32Array): Uint8Array => new Uint8Array(list.buffer);

test('arrays are read in every header version, row-major and column-major', () => {
  const data = bytesOf(Float64Array.of(1, 2, 3, 4, 5, 6));
  for (const version of [1, 2, 3]) {
    const rows = readNpy(npy("{'descr': '<f8', 'fortran_order': False, 'shape': (2, 3), }", data, version));
    assert.deepEqual(
      [rows.shape, Array.from(rows.data as Float64Array)],
      [
        [2, 3],
        [1, 2, 3, 4, 5, 6],
      ],
    );
    const columns = readNpy(npy("{'descr': '<f8', 'fortran_order': True, 'shape': (2, 3)}", data, version));
    assert.deepEqual(Array.from(columns.data as Float64Array), [1, 3, 5, 2, 4, 6]);
  }
});

test('scalars and records are read', () => {
  assert.deepEqual(
    readNpy(npy("{'descr': '<i4', 'fortran_order': False, 'shape': ()}", bytesOf(Int32Array.of(7)))).shape,
    [],
  );
  const header = "{'descr': [('a', '<i4'), ('', '|V4'), ('b', '<f8')], 'fortran_order': False, 'shape': (1,)}";
  const { dtype } = readNpy(npy(header, new Uint8Array(16)));
  assert.deepEqual([dtype.sizeBytes, dtype.fields?.get('b')?.offset], [16, 8]);
});

const REFUSED: readonly { readonly name: string; readonly given: Uint8Array; readonly mention: RegExp }[] = [
  {
    name: 'Python objects',
    given: npy("{'descr': '|O', 'fortran_order': False, 'shape': (1,)}", new Uint8Array(8)),
    mention: /pickle/,
  },
  {
    name: 'too few bytes',
    given: npy("{'descr': '<f8', 'fortran_order': False, 'shape': (9,)}", new Uint8Array(8)),
    mention: /truncated/,
  },
  {
    name: 'too many bytes',
    given: npy("{'descr': '<f8', 'fortran_order': False, 'shape': ()}", new Uint8Array(9)),
    mention: /behind/,
  },
  {
    name: 'a shape that overflows',
    given: npy("{'descr': '<f8', 'fortran_order': False, 'shape': (4294967296, 4294967296)}", new Uint8Array()),
    mention: /shape/,
  },
  {
    name: 'a negative shape',
    given: npy("{'descr': '<f8', 'fortran_order': False, 'shape': (-1, -1)}", new Uint8Array(8)),
    mention: /shape/,
  },
  {
    name: 'a call in the header',
    given: npy("__import__('os').system('x')", new Uint8Array()),
    mention: /no Python literal/,
  },
  {
    name: 'a header without a shape',
    given: npy("{'descr': '<f8', 'fortran_order': False}", new Uint8Array()),
    mention: /no shape/,
  },
  { name: 'deep brackets', given: npy('('.repeat(50), new Uint8Array()), mention: /nested|early/ },
  { name: 'something else', given: new Uint8Array(20), mention: /begin/ },
];

for (const { name, given, mention } of REFUSED) {
  test(`an array file is refused: ${name}`, () => {
    assert.throws(() => readNpy(given), mention);
  });
}
