import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isDeepStrictEqual } from 'node:util';
import { formatProblem, type PredictiveUnit, parseDeployment, planDeployment } from '../../src/deployment/index.ts';
import { type Compared, DIFFERENCES } from './differences.table.ts';
import { describeEnvironments, findRecordedEnvironments, withoutImage } from './environments.ts';
import { type OperatorCase, readOperatorCases } from './golden-operator.ts';
import { describePlan, describeRecorded, findRecordedGraphs, withoutMetrics } from './shape.ts';

const CASES = readOperatorCases();
const shown = new Set<Compared>();

function isExcused(recorded: OperatorCase, what: Compared): boolean {
  return DIFFERENCES.some((difference) => difference.in.includes(what) && difference.shows?.(recorded) === true);
}

function parse({ input, settings }: OperatorCase): ReturnType<typeof parseDeployment> {
  return parseDeployment(input, { settings });
}

test('there are recorded cases enough', () => {
  assert.ok(CASES.length > 300, `${CASES.length} cases`);
});

for (const recorded of CASES) {
  const { id, accepted, message } = recorded;
  if (isExcused(recorded, 'admission') && parse(recorded).ok !== accepted) {
    test(`${id} differs from Seldon as the table says`, () => {
      // What Seldon refuses by quirk is taken here; what it does not look at is checked.
      assert.equal(parse(recorded).ok, !/^settings\/id-labelled/.test(id));
    });
    continue;
  }
  test(`${id} is ${accepted ? 'accepted' : 'refused'} as recorded`, () => {
    const parsed = parse(recorded);
    const errors = parsed.ok ? [] : parsed.errors;
    assert.equal(parsed.ok, accepted, `${message}\n${errors.map(formatProblem).join('\n')}`);
    for (const { path, message: text, fix } of errors) assert.ok(path && text && fix, 'path, message and fix');
  });
}

for (const recorded of CASES.filter(({ objects }) => Object.keys(objects).length > 0)) {
  test(`${recorded.id} gets the recorded names, places and ports`, () => {
    const parsed = parse(recorded);
    assert.ok(parsed.ok);
    const found = describePlan(planDeployment(parsed.deployment, recorded.settings), isExcused(recorded, 'images'));
    const expected = describeRecorded(recorded.objects, isExcused(recorded, 'images'));
    // What ends Failed has only what was made before that.
    const isWhole = recorded.state !== 'Failed';
    const kept = Object.fromEntries(Object.entries(found).filter(([name]) => isWhole || name in expected));
    if (isExcused(recorded, 'places')) excuse(kept, expected, 'places');
    else if (isExcused(recorded, 'metrics'))
      assert.deepEqual(withoutMetrics(kept), JSON.parse(JSON.stringify(expected)));
    else assert.deepEqual(kept, expected);
  });

  test(`${recorded.id} gets the recorded graph`, () => {
    const parsed = parse(recorded);
    assert.ok(parsed.ok);
    const graphs = new Map(parsed.deployment.spec.predictors.map(({ name, graph }) => [name, graph]));
    for (const [name, graph] of findRecordedGraphs(recorded.objects)) {
      const ours = plain(graphs.get(name)!);
      if (isExcused(recorded, 'graph')) excuse(ours, graph, 'graph');
      else assert.deepEqual(ours, graph);
    }
  });
}

for (const recorded of CASES.filter(({ objects }) => Object.keys(objects).length > 0)) {
  test(`${recorded.id} gets the recorded environment`, () => {
    const parsed = parse(recorded);
    assert.ok(parsed.ok);
    const found = describeEnvironments(parsed.deployment, recorded.settings);
    for (const [name, expected] of findRecordedEnvironments(recorded.objects)) {
      const ours = found.get(name);
      if (isExcused(recorded, 'environment')) excuse(ours, expected, 'environment');
      else if (isExcused(recorded, 'images')) assert.deepEqual(withoutImage(ours), withoutImage(expected), name);
      else assert.deepEqual(ours, expected, name);
    }
  });
}

test('each kind of difference shows itself in a case', () => {
  // Those of places need a graph deeper than any that was recorded.
  assert.deepEqual([...shown].sort(), ['environment', 'graph']);
});

/** Notes whether what is excused differs at all. */
function excuse(ours: unknown, expected: unknown, what: Compared): void {
  if (!isDeepStrictEqual(ours, expected)) shown.add(what);
}

/** As JSON of Go: without empty lists. */
function plain({ children, parameters, ...rest }: PredictiveUnit): unknown {
  return {
    ...rest,
    ...(children.length > 0 ? { children: children.map(plain) } : {}),
    ...(parameters.length > 0 ? { parameters } : {}),
  };
}
