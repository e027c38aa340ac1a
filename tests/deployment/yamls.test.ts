import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { type DeploymentPlan, planDeployment, readDeployments } from '../../src/deployment/index.ts';

const FOLDER = new URL('../golden/yamls/', import.meta.url);

interface Expected {
  readonly admission: 'accepted' | 'rejected';
  readonly seldonDeploymentId?: string;
  readonly deployments?: readonly {
    readonly name: string;
    readonly replicas: number | null;
    readonly containers: readonly string[];
    readonly initContainers?: readonly string[];
  }[];
  readonly services?: readonly { readonly name: string; readonly ports: readonly number[]; readonly kind: string }[];
}

const FILES = readdirSync(FOLDER).filter((name) => /^\d+-.*\.(yaml|json)$/.test(name) && !name.includes('.expected.'));

test('the two files of the story and twenty of Seldon are there', () => {
  assert.equal(FILES.length, 22);
});

for (const name of FILES) {
  test(`${name} is taken, named and placed as on a cluster`, () => {
    const expected = JSON.parse(
      readFileSync(new URL(name.replace(/\.\w+$/, '.expected.json'), FOLDER), 'utf8'),
    ) as Expected;
    const { deployments, others, errors } = readDeployments(readFileSync(new URL(name, FOLDER), 'utf8'));
    assert.deepEqual([errors, others.length, deployments.length], [[], 0, 1]);
    const { parsed } = deployments[0]!;
    assert.equal(parsed.ok ? 'accepted' : 'rejected', expected.admission);
    if (!parsed.ok) return;
    assert.deepEqual(parsed.warnings, []);
    const plan = planDeployment(parsed.deployment);
    assert.equal(plan.id, expected.seldonDeploymentId);
    assert.deepEqual(describePods(plan), expected.deployments);
    assert.deepEqual(describeServices(plan), expected.services);
  });
}

function describePods(plan: DeploymentPlan): unknown {
  return plan.predictors.flatMap(({ pods }) =>
    pods.map(({ name, replicas, containers, initContainers }) => ({
      name,
      replicas: replicas ?? null,
      containers,
      ...(initContainers.length > 0 ? { initContainers } : {}),
    })),
  );
}

function describeServices(plan: DeploymentPlan): unknown {
  return plan.predictors.flatMap(({ service, nodeServices }) => [
    ...nodeServices.map(({ name, httpPort, grpcPort }) => ({ name, ports: [httpPort, grpcPort], kind: 'node' })),
    { name: service.name, ports: [service.httpPort, service.grpcPort], kind: 'predictor' },
  ]);
}
