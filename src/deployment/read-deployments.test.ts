import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readDeployments } from './read-deployments.ts';

const GOOD = `apiVersion: machinelearning.seldon.io/v1
kind: SeldonDeployment
metadata: {name: iris}
spec:
  predictors:
  - name: default
    graph: {name: classifier, implementation: SKLEARN_SERVER, modelUri: "gs://bucket/iris"}
`;

test('readDeployments reads several documents, lists, and what stands beside them', () => {
  const list =
    '{"apiVersion": "v1", "kind": "List",\n"items": [{"kind": "Secret", "data": {"a": "Yg=="}},\n{"kind": "Service"}]}';
  const { deployments, others, errors } = readDeployments(`# first\n${GOOD}---\n${GOOD}---\n---\n${list}\n---\n`);
  assert.deepEqual(errors, []);
  assert.deepEqual(
    deployments.map(({ line, parsed }) => [line, parsed.ok]),
    [
      [2, true],
      [10, true],
    ],
  );
  assert.deepEqual(
    others.map(({ line, kind }) => [line, kind]),
    [
      [20, 'Secret'],
      [21, 'Service'],
    ],
  );
});

test('readDeployments tells the line of every problem', () => {
  const text = `${GOOD}    replicas: "one"\n    trafic: 3\n---\n${GOOD.replace('SKLEARN_SERVER', 'SKLERN_SERVER')}`;
  const { deployments } = readDeployments(text);
  const [first, second] = deployments.map(({ parsed }) => parsed);
  assert.ok(first && !first.ok && second && !second.ok);
  assert.deepEqual(first.errors, [
    {
      path: 'spec.predictors[0].replicas',
      message: 'is "one", not a whole number',
      fix: 'write a number such as 1, without quotes',
      line: 8,
    },
  ]);
  assert.equal(first.warnings[0]?.line, 9);
  assert.equal(first.warnings[0]?.fix, 'did you mean traffic?');
  assert.equal(second.errors[0]?.line, 17);
  assert.equal(second.errors[0]?.fix, 'did you mean SKLEARN_SERVER?');
});

test('readDeployments takes words and numbers as kubectl does', () => {
  const { others } = readDeployments(
    'kind: X\noctal: 0644\nyes: yes\ndate: 2001-12-14\ntime: 12:30:45\nbase: &b {a: 1}\nmerged: {<<: *b, c: 2}\n',
  );
  assert.deepEqual(others[0]?.value, {
    kind: 'X',
    octal: 420,
    true: true,
    date: '2001-12-14',
    time: '12:30:45',
    base: { a: 1 },
    merged: { a: 1, c: 2 },
  });
});

test('a deployment without kind, or with a misspelt one, is told so', () => {
  for (const text of [
    GOOD.replace('kind: SeldonDeployment\n', ''),
    GOOD.replace('kind: SeldonDeployment', 'kind: SeldonDeploymnt'),
  ]) {
    const { deployments } = readDeployments(text);
    const parsed = deployments[0]?.parsed;
    assert.ok(parsed && !parsed.ok);
    assert.deepEqual(
      parsed.errors.map(({ path }) => path),
      ['kind'],
    );
  }
});

const BOMB = [
  'a: &a [1,1,1,1,1,1,1,1,1,1]',
  'b: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a,*a]',
  'c: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b,*b]',
  'd: [*c,*c,*c,*c,*c,*c,*c,*c,*c,*c]',
].join('\n');

const REFUSED: readonly { readonly name: string; readonly text: string; readonly says: RegExp }[] = [
  { name: 'broken YAML', text: 'a: [1,2\nb: }', says: /sequence/ },
  { name: 'a key twice', text: 'kind: X\nkind: Y', says: /has the key "kind" twice/ },
  { name: 'a text', text: 'hello', says: /no Kubernetes object/ },
  { name: 'a list', text: '- 1', says: /no Kubernetes object/ },
  { name: 'aliases within aliases', text: BOMB, says: /alias/ },
  { name: 'an alias to nothing', text: 'a: *b', says: /alias/ },
  { name: 'an alias to itself', text: 'kind: X\na: &x\n  b: *x', says: /nested/ },
  { name: 'brackets within brackets', text: '['.repeat(5000), says: /nested too deeply/ },
  { name: 'dashes within dashes', text: '- '.repeat(5000), says: /nested too deeply/ },
  {
    name: 'maps within maps',
    text: Array.from({ length: 300 }, (_, i) => `${' '.repeat(i)}a:`).join('\n'),
    says: /nested/,
  },
  { name: 'too many documents', text: '---\n'.repeat(2000), says: /documents/ },
  { name: 'too many anchors', text: '&a '.repeat(20_000), says: /anchors/ },
  { name: 'a text that is too long', text: ' '.repeat(600_000), says: /letters/ },
];

for (const { name, text, says } of REFUSED) {
  test(`readDeployments refuses ${name} in clear words`, () => {
    const { deployments, errors } = readDeployments(text);
    const all = [...errors, ...deployments.flatMap(({ parsed }) => (parsed.ok ? [] : parsed.errors))];
    assert.match(all[0]?.message ?? '', says);
    assert.ok(all[0]?.fix);
  });
}

test('readDeployments finds nothing in an empty text', () => {
  for (const text of ['', '\n', '---\n', '# only words\n', '\uFEFF'])
    assert.deepEqual(readDeployments(text), { deployments: [], others: [], errors: [] });
});
