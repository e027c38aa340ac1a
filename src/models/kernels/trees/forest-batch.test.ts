import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createDoubleSink, createFloatSink, type NodeSink } from '../../estimators/trees/node-sink.ts';
import { addDouble, addFloat } from './add-leaves.ts';
import { addDoubleLeaves, type DoubleForest } from './double-forest.ts';
import { addFloatLeaves, type FloatForest } from './float-forest.ts';
import { openDoubleBatch, openFloatBatch } from './forest-batch.ts';

const FEATURES = 5;
const LEAVES = 40;
const CATEGORIES = 2;
const ROWS = [0, 1, 2, 7, 8, 9, 23, 64];

const SHAPES = [
  { name: 'trees of several values', trees: 21, width: 3, groups: 1, missing: false },
  { name: 'trees that take turns', trees: 22, width: 1, groups: 3, missing: false },
  { name: 'fewer trees than are walked at once', trees: 5, width: 1, groups: 1, missing: false },
  { name: 'missing values', trees: 16, width: 2, groups: 1, missing: true },
];

for (const { name, missing, ...shape } of SHAPES) {
  test(`the kernel of float32 forests gives the bits of the plain loop: ${name}`, () => {
    const plain = makeFloatForest(shape, missing);
    const batch = openFloatBatch(makeFloatForest(shape, missing));
    assert.ok(batch !== null);
    for (const rows of ROWS) {
      const x = Float32Array.from(makeRows(rows, missing));
      const [expected, out] = [startingSums(rows, shape), startingSums(rows, shape)];
      addFloatLeaves(plain, x, rows, FEATURES, expected);
      batch.add(x, rows, FEATURES, out);
      assert.deepEqual(out, expected, `${rows} rows`);
    }
  });

  test(`the kernel of float64 forests gives the bits of the plain loop: ${name}`, () => {
    for (const hasSets of [false, true]) {
      const plain = makeDoubleForest(shape, missing, hasSets);
      const batch = openDoubleBatch(makeDoubleForest(shape, missing, hasSets));
      assert.ok(batch !== null);
      for (const rows of ROWS) {
        const x = Float64Array.from(makeRows(rows, missing));
        const [expected, out] = [startingSums(rows, shape), startingSums(rows, shape)];
        addDoubleLeaves(plain, x, rows, FEATURES, expected);
        batch.add(x, rows, FEATURES, out);
        assert.deepEqual(out, expected, `${rows} rows${hasSets ? ', categories' : ''}`);
      }
    }
  });
}

test('many calls with one row open the kernel, but not for a few trees', () => {
  const shape = { trees: 8, width: 1, groups: 1 };
  const few = { ...shape, trees: 7 };
  const forests = [makeFloatForest(shape, false), makeFloatForest(few, false)] as const;
  const doubles = [makeDoubleForest(shape, false, false), makeDoubleForest(few, false, false)] as const;
  const row = makeRows(1, false);
  for (let call = 0; call < 40; call++) {
    for (const forest of forests) addFloat(forest, Float32Array.from(row), 1, FEATURES, new Float64Array(1));
    for (const forest of doubles) addDouble(forest, Float64Array.from(row), 1, FEATURES, new Float64Array(1));
  }
  assert.deepEqual(
    [...forests, ...doubles].map(({ batch }) => batch !== undefined),
    [true, false, true, false],
  );
});

type Shape = Readonly<Record<'trees' | 'width' | 'groups', number>>;

/** The same numbers at every call. */
function createRandom(): () => number {
  let state = 7;
  return () => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    return state / 2 ** 32;
  };
}

/** Numbers from -1 to 1, in the column of categories to 300; in `missing` rows a third of them are NaN. */
function makeRows(rows: number, missing: boolean): number[] {
  const random = createRandom();
  return Array.from({ length: rows * FEATURES }, (_, i) => {
    const value = random() * 2 - 1;
    if (missing && random() < 0.3) return Number.NaN;
    return i % FEATURES === CATEGORIES ? value * 300 : value;
  });
}

function startingSums(rows: number, { width, groups }: Shape): Float64Array {
  return Float64Array.from({ length: rows * width * groups }, (_, i) => i / 3);
}

/** Trees of random shapes, their leaves in a table of `LEAVES` rows. */
function writeTrees(
  sink: NodeSink<FloatForest> | NodeSink<DoubleForest>,
  trees: number,
  missing: boolean,
  splitSet?: (right: number) => void,
): void {
  const random = createRandom();
  const write = (leaves: number, at: number): void => {
    if (leaves === 1) {
      sink.leaf(Math.floor(random() * LEAVES));
      return;
    }
    const left = 1 + Math.floor(random() * (leaves - 1));
    const right = at + 2 * left;
    if (splitSet !== undefined && random() < 0.3) splitSet(right);
    else sink.split(Math.floor(random() * FEATURES), random() * 2 - 1, right, missing && random() < 0.5);
    write(left, at + 1);
    write(leaves - left, right);
  };
  for (let tree = 0; tree < trees; tree++) {
    sink.beginTree(0);
    write(1 + (tree % LEAVES), 0);
  }
}

function partsOf({ width, groups }: Shape) {
  const random = createRandom();
  const leafValues = Float64Array.from({ length: LEAVES * width }, () => random() - 0.5);
  return { leafValues, width, groups, featureCount: FEATURES };
}

function countNodes(trees: number): number {
  return Array.from({ length: trees }, (_, tree) => 2 * (1 + (tree % LEAVES)) - 1).reduce((a, b) => a + b, 0);
}

function makeFloatForest(shape: Shape, missing: boolean): FloatForest {
  const sink = createFloatSink(countNodes(shape.trees), shape.trees, 2 * LEAVES);
  writeTrees(sink, shape.trees, missing);
  return sink.finish(partsOf(shape));
}

function makeDoubleForest(shape: Shape, missing: boolean, hasSets: boolean): DoubleForest {
  const sink = createDoubleSink(countNodes(shape.trees), shape.trees);
  const splitSet = (right: number): void => sink.splitSet(CATEGORIES, 0, right, missing);
  writeTrees(sink, shape.trees, missing, hasSets ? splitSet : undefined);
  return sink.finish(partsOf(shape), hasSets ? Int32Array.from({ length: 8 }, (_, i) => 0x5a5a_5a5a - i) : undefined);
}
