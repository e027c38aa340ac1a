import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  addBoostedLeaves,
  BOOSTED_CATEGORICAL,
  BOOSTED_MISSING_LEFT,
  type BoostedForest,
  stepsOf,
} from './boosted-forest.ts';
import { openBoostedKernel } from './boosted-kernel.ts';
import {
  addWideLeaves,
  WIDE_CATEGORICAL,
  WIDE_MISSING_LEFT,
  WIDE_NAN_HIGH,
  WIDE_ZERO_MISSING,
  type WideForest,
} from './wide-forest.ts';

const COLUMNS = 3;
const OUTPUTS = 2;

/** A random tree, written into nodes depth first. */
type Shape = { readonly leaf: number } | Split;
interface Split {
  readonly feature: number;
  readonly threshold: number;
  readonly missingLeft: boolean;
  readonly zeroMissing: boolean;
  readonly set: readonly number[] | null;
  readonly left: Shape;
  readonly right: Shape;
}

const number = fc.oneof(
  fc.constantFrom(0, -0, 1, -1, 2.5, 1e-36, -2e-35),
  fc.float({ noNaN: true, noDefaultInfinity: true }),
);
const { tree } = fc.letrec<{ tree: Shape }>((tie) => ({
  tree: fc.oneof(
    { depthSize: 'large', withCrossShrink: true },
    fc.record({ leaf: fc.float({ noNaN: true, noDefaultInfinity: true, min: -100, max: 100 }) }),
    fc.record({
      feature: fc.nat(COLUMNS - 1),
      threshold: number,
      missingLeft: fc.boolean(),
      zeroMissing: fc.boolean(),
      set: fc.option(fc.array(fc.nat(70), { maxLength: 5 })),
      left: tie('tree'),
      right: tie('tree'),
    }),
  ),
}));
const value = fc.oneof(number, fc.constant(Number.NaN), fc.nat(80), fc.constantFrom(-0.5, -3, 3e9, 1e30));
const model = fc.record({
  trees: fc.array(tree, { minLength: 1, maxLength: 20 }),
  hasSpecial: fc.boolean(),
  rows: fc.array(fc.array(value, { minLength: COLUMNS, maxLength: COLUMNS }), { minLength: 1, maxLength: 21 }),
});

interface Packed {
  readonly kinds: { threshold: number; feature: number; right: number; extra: number; split: Split | null }[];
  readonly roots: number[];
  readonly steps: number[];
  readonly leaves: number[];
  readonly sets: number[];
}

function pack(trees: readonly Shape[], hasSpecial: boolean): Packed {
  const packed: Packed = { kinds: [], roots: [], steps: [], leaves: [], sets: [] };
  for (const shape of trees) {
    const depths: number[] = [];
    packed.roots.push(packed.kinds.length);
    packShape(packed, shape, hasSpecial, 0, depths);
    packed.steps.push(stepsOf(depths));
  }
  return packed;
}

function packShape(packed: Packed, shape: Shape, hasSpecial: boolean, depth: number, depths: number[]): void {
  const at = packed.kinds.length;
  if ('leaf' in shape) {
    depths.push(depth);
    const extra = packed.leaves.push(shape.leaf) - 1;
    packed.kinds.push({ threshold: Number.NaN, feature: 0, right: at, extra, split: null });
    return;
  }
  const node = { threshold: shape.threshold, feature: shape.feature, right: 0, extra: 0, split: shape };
  packed.kinds.push(node);
  if (hasSpecial && shape.set !== null) {
    node.extra = packed.sets.length;
    const words = new Int32Array(3);
    for (const category of shape.set) words[category >> 5]! |= 1 << (category & 31);
    packed.sets.push(words.length, ...words);
  }
  packShape(packed, shape.left, hasSpecial, depth + 1, depths);
  node.right = packed.kinds.length;
  packShape(packed, shape.right, hasSpecial, depth + 1, depths);
}

function toBoosted(packed: Packed, hasSpecial: boolean): BoostedForest {
  const words = new Int32Array(packed.kinds.length * 4);
  const floats = new Float32Array(words.buffer);
  packed.kinds.forEach(({ threshold, feature, right, extra, split }, n) => {
    const isSet = hasSpecial && split?.set != null;
    floats[4 * n] = isSet ? Number.NaN : threshold;
    words[4 * n + 1] = feature * 4;
    words[4 * n + 2] = right * 16;
    words[4 * n + 3] = extra | (split?.missingLeft ? BOOSTED_MISSING_LEFT : 0) | (isSet ? BOOSTED_CATEGORICAL : 0);
  });
  return {
    kind: 'float',
    words,
    floats,
    leafValues: Float32Array.from(packed.leaves),
    ...shared(packed),
    width: 1,
  };
}

function toWide(packed: Packed, hasSpecial: boolean): WideForest {
  const words = new Int32Array(packed.kinds.length * 4);
  const doubles = new Float64Array(words.buffer);
  packed.kinds.forEach(({ threshold, feature, right, extra, split }, n) => {
    const isSet = hasSpecial && split?.set != null;
    if (split === null || isSet) {
      words[4 * n] = extra;
      words[4 * n + 1] = WIDE_NAN_HIGH;
    } else doubles[2 * n] = threshold;
    const missing = split?.missingLeft ? WIDE_MISSING_LEFT : 0;
    const zero = hasSpecial && split?.zeroMissing ? WIDE_ZERO_MISSING : 0;
    words[4 * n + 2] = (feature * 8) | missing | zero | (isSet ? WIDE_CATEGORICAL : 0);
    words[4 * n + 3] = right * 16;
  });
  return {
    kind: 'double',
    words,
    doubles,
    leafValues: Float64Array.from(packed.leaves),
    ...shared(packed),
    hasSpecial,
  };
}

function shared(packed: Packed) {
  return {
    roots: Int32Array.from(packed.roots),
    steps: Int32Array.from(packed.steps),
    outputOf: Int32Array.from(packed.roots, (_, t) => t % OUTPUTS),
    sets: Int32Array.from(packed.sets),
    kernel: undefined,
  };
}

test('the kernel of float32 forests gives the bits of its plain reference', () => {
  fc.assert(
    fc.property(model, ({ trees, hasSpecial, rows }) => {
      const forest = toBoosted(pack(trees, hasSpecial), hasSpecial);
      const x = Float32Array.from(rows.flat());
      const want = new Float32Array(rows.length * OUTPUTS).fill(0.5);
      addBoostedLeaves(forest, trees.length, x, rows.length, COLUMNS, want, 0, OUTPUTS);
      const kernel = openBoostedKernel(forest, COLUMNS, OUTPUTS);
      assert.ok(kernel !== null);
      kernel.x.set(x);
      kernel.out.fill(0.5);
      kernel.run(trees.length, rows.length);
      assert.deepEqual(kernel.out.slice(0, want.length), want);
    }),
    { numRuns: 60 },
  );
});

test('the kernel of float64 forests gives the bits of its plain reference', () => {
  fc.assert(
    fc.property(model, ({ trees, hasSpecial, rows }) => {
      const forest = toWide(pack(trees, hasSpecial), hasSpecial);
      const x = Float64Array.from(rows.flat());
      const want = new Float64Array(rows.length * OUTPUTS);
      addWideLeaves(forest, trees.length, x, rows.length, COLUMNS, want, 0, OUTPUTS);
      const kernel = openBoostedKernel(forest, COLUMNS, OUTPUTS);
      assert.ok(kernel !== null);
      kernel.x.set(x);
      kernel.run(trees.length, rows.length);
      assert.deepEqual(kernel.out.slice(0, want.length), want);
    }),
    { numRuns: 60 },
  );
});
