import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { parseDeployment, planDeployment, readDeployments } from '../../src/deployment/index.ts';

/** Words of deployments, so that random objects come near to real ones. */
const KEYS = (
  'apiVersion kind metadata name namespace labels annotations spec predictors graph children componentSpecs spec containers ' +
  'image env value replicas traffic shadow type implementation modelUri parameters endpoint logger mode explainer ports ' +
  'containerPort hpaSpec maxReplicas svcOrchSpec methods protocol transport serverType __proto__ constructor toString'
).split(' ');
const WORDS = [
  'SeldonDeployment',
  'machinelearning.seldon.io/v1',
  'MODEL',
  'SKLEARN_SERVER',
  'RANDOM_ABTEST',
  'a',
  'b',
  '',
  'seldon',
];

const { anything } = fc.letrec((tie) => ({
  leaf: fc.oneof(fc.constantFrom(...WORDS), fc.integer(), fc.double(), fc.boolean(), fc.constant(null), fc.string()),
  anything: fc.oneof(
    { maxDepth: 4 },
    tie('leaf'),
    fc.array(tie('anything'), { maxLength: 3 }),
    fc.dictionary(fc.oneof(fc.constantFrom(...KEYS), fc.string()), tie('anything'), { maxKeys: 6 }),
  ),
}));

const unit: fc.Arbitrary<unknown> = fc.letrec((tie) => ({
  unit: fc.record(
    {
      name: fc.constantFrom('a', 'b', 'c'),
      type: fc.constantFrom('MODEL', 'ROUTER', 'COMBINER', 'TRANSFORMER'),
      implementation: fc.constantFrom(
        'SKLEARN_SERVER',
        'RANDOM_ABTEST',
        '',
        'TENSORFLOW_SERVER',
        'UNKNOWN_IMPLEMENTATION',
      ),
      modelUri: fc.constant('s3://m'),
      children: fc.oneof({ maxDepth: 3 }, fc.constant([]), fc.array(tie('unit'), { maxLength: 2 })),
      endpoint: fc.constant({ type: 'GRPC' }),
    },
    { requiredKeys: ['name', 'modelUri'] },
  ),
})).unit;

const pods = fc.constantFrom<readonly string[][]>(
  [['a', 'b', 'c']],
  [['a'], ['b'], ['c']],
  [['x'], ['c', 'a', 'b']],
  [[], ['a', 'b'], ['c']],
);
const predictor = fc.record(
  {
    graph: unit,
    componentSpecs: pods.map((list) =>
      list.map((names) => ({ spec: { containers: names.map((name) => ({ name })) } })),
    ),
    annotations: fc.dictionary(fc.constantFrom('seldon.io/rest-timeout', 'x'), fc.string()),
    explainer: fc.constant({ type: 'AnchorText' }),
    replicas: fc.constantFrom(1, '2'),
  },
  { requiredKeys: ['graph', 'componentSpecs'] },
);
const deployment = fc
  .record({ one: predictor, other: predictor, protocol: fc.constantFrom('seldon', 'v2') })
  .map(({ one, other, protocol }) => ({
    apiVersion: 'machinelearning.seldon.io/v1',
    kind: 'SeldonDeployment',
    metadata: { name: 'm' },
    spec: {
      protocol,
      predictors: [
        { name: 'p', traffic: 40, ...one },
        { name: 'q', traffic: 60, ...other },
      ],
    },
  }));

function check(value: unknown): boolean {
  const parsed = parseDeployment(value);
  if (parsed.ok) planDeployment(parsed.deployment);
  else assert.ok(parsed.errors.length > 0);
  for (const { message, fix } of parsed.ok ? parsed.warnings : parsed.errors) assert.ok(message && fix);
  return parsed.ok;
}

/** The value with what is at one of its places (counted from the root) replaced. */
function replaceAt(value: unknown, place: { left: number }, by: unknown): unknown {
  if (place.left-- === 0) return by;
  if (Array.isArray(value)) return value.map((element) => replaceAt(element, place, by));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, replaceAt(inner, place, by)]));
}

test('every good random deployment is taken and can be planned, each node at its own address', () => {
  fc.assert(
    fc.property(deployment, (value) => {
      assert.ok(check(value));
      const parsed = parseDeployment(value);
      assert.ok(parsed.ok);
      for (const { nodeServices, pods: planned } of planDeployment(parsed.deployment).predictors) {
        assert.equal(new Set(nodeServices.map(({ httpPort }) => httpPort)).size, nodeServices.length);
        assert.equal(planned.filter(({ hasEngine }) => hasEngine).length, 1);
      }
    }),
    { numRuns: 150 },
  );
});

test('parseDeployment never throws, whatever is put into a good deployment', () => {
  fc.assert(
    fc.property(deployment, fc.nat(60), anything, (value, left, by) => void check(replaceAt(value, { left }, by))),
    { numRuns: 400 },
  );
  fc.assert(
    fc.property(anything, (value) => void check(value)),
    { numRuns: 150 },
  );
});

test('what is parsed shares nothing with what was given, and is plain', () => {
  const given = JSON.parse('{"metadata":{"__proto__":{"x":1},"name":"m","a":{"b":[1]}}}') as {
    metadata: { a: { b: number[] } };
  };
  const value = {
    ...given,
    apiVersion: 'machinelearning.seldon.io/v1',
    kind: 'SeldonDeployment',
    spec: { predictors: [{ name: 'p', graph: { name: 'g', implementation: 'SIMPLE_MODEL' } }] },
  };
  const parsed = parseDeployment(value);
  assert.ok(parsed.ok);
  given.metadata.a.b.push(2);
  assert.deepEqual(parsed.deployment.metadata.a, { b: [1] });
  assert.equal(Object.getPrototypeOf(parsed.deployment.metadata), Object.prototype);
});

const CYCLE: Record<string, unknown> = {};
CYCLE.self = CYCLE;
const STRANGE: readonly { readonly name: string; readonly value: unknown }[] = [
  { name: 'undefined', value: undefined },
  { name: 'null', value: null },
  { name: 'a list', value: [] },
  { name: 'a function', value: () => 0 },
  { name: 'a bigint', value: { spec: 1n } },
  { name: 'a date', value: { spec: new Date(0) } },
  { name: 'NaN', value: { spec: Number.NaN } },
  { name: 'a cycle', value: CYCLE },
  { name: 'a million values', value: { spec: Array.from({ length: 1_000_000 }, () => 1) } },
  { name: 'a deep list', value: JSON.parse(`${'['.repeat(5000)}${']'.repeat(5000)}`) },
  { name: 'a deep graph', value: { spec: { predictors: [{ name: 'p', graph: nest(300) }] } } },
];

for (const { name, value } of STRANGE) {
  test(`parseDeployment refuses ${name}`, () => {
    const parsed = parseDeployment(value);
    assert.ok(!parsed.ok);
    assert.ok(parsed.errors[0]?.message);
  });
}

function nest(depth: number): unknown {
  let graph: unknown = { name: 'n' };
  for (let i = 0; i < depth; i++) graph = { name: 'n', children: [graph] };
  return graph;
}

test('readDeployments never throws at random texts', () => {
  const pieces = fc.constantFrom(
    '- ',
    ': ',
    '\n',
    '  ',
    '[',
    ']',
    '{',
    '}',
    '"',
    "'",
    '&a',
    '*a',
    '!!',
    '|',
    '>',
    '---\n',
    '<<',
    '#',
    'a',
    '1',
    '\t',
    '?',
    '%',
  );
  const text = fc.oneof(
    fc.string(),
    fc.array(pieces, { maxLength: 60 }).map((list) => list.join('')),
  );
  fc.assert(
    fc.property(text, (given) => {
      const { deployments, others, errors } = readDeployments(`kind: SeldonDeployment\n${given}`);
      assert.ok(deployments.length + others.length + errors.length > 0);
    }),
    { numRuns: 500 },
  );
});

test('messages do not hold the values of variables', () => {
  const secret = 'hunter2';
  const parsed = parseDeployment({
    apiVersion: 'machinelearning.seldon.io/v1',
    kind: 'SeldonDeployment',
    metadata: { name: 'm' },
    spec: {
      predictors: [
        {
          name: 'p',
          graph: { name: 'g' },
          componentSpecs: [
            {
              spec: {
                containers: [
                  {
                    name: 'g',
                    env: [{ name: 'A', value: { x: secret } }, { name: 'B', value: [secret] }, secret],
                    envFrom: secret,
                  },
                ],
              },
            },
          ],
        },
      ],
    },
  });
  assert.ok(!parsed.ok);
  assert.equal(parsed.errors.length, 4);
  assert.doesNotMatch(JSON.stringify(parsed), /hunter2/);
});
