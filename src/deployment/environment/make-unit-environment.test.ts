import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseDeployment } from '../parse-deployment.ts';
import { makeUnitEnvironment } from './make-unit-environment.ts';

type Json = Readonly<Record<string, unknown>>;

/** Variables of the only node. */
function listVariables(graph: Json, spec: Json = {}, name: string = 'd', image?: string): ReadonlyMap<string, unknown> {
  const containers = [{ name: 'm', ...(image === undefined ? {} : { image }) }];
  const parsed = parseDeployment({
    apiVersion: 'machinelearning.seldon.io/v1',
    kind: 'SeldonDeployment',
    metadata: { name },
    spec: {
      predictors: [{ name: 'p', graph: { name: 'm', ...graph }, componentSpecs: [{ spec: { containers } }] }],
      ...spec,
    },
  });
  assert.ok(parsed.ok, JSON.stringify(parsed));
  const [predictor] = parsed.deployment.spec.predictors;
  const container = predictor!.componentSpecs[0]!.spec.containers[0]!;
  const place = { deployment: parsed.deployment, predictor: predictor!, unit: predictor!.graph, container };
  return new Map(makeUnitEnvironment(place).map((variable) => [variable.name, variable.value]));
}

const TENSORFLOW = { implementation: 'TENSORFLOW_SERVER', modelUri: 'gs://m' };

const CASES: readonly {
  readonly name: string;
  readonly found: () => ReadonlyMap<string, unknown>;
  readonly variable: string;
  readonly value: string;
}[] = [
  {
    name: 'a deployment with a long name says its whole name',
    found: () => listVariables({}, {}, 'a'.repeat(80)),
    variable: 'SELDON_DEPLOYMENT_ID',
    value: 'a'.repeat(80),
  },
  {
    name: 'parameters are escaped as Go does it',
    found: () => listVariables({ parameters: [{ name: 'a', value: '<&>é\u2028', type: 'STRING' }] }),
    variable: 'PREDICTIVE_UNIT_PARAMETERS',
    value: '[{"name":"a","value":"\\u003c\\u0026\\u003eé\\u2028","type":"STRING"}]',
  },
  {
    name: 'a server of its own image is told where the model is under the tensorflow protocol too',
    found: () =>
      listVariables({ implementation: 'TEMPO_SERVER', modelUri: 'gs://m' }, { protocol: 'tensorflow' }, 'd', 'x/y:1'),
    variable: 'PREDICTIVE_UNIT_PARAMETERS',
    value: '[{"name":"model_uri","value":"/mnt/models","type":"STRING"}]',
  },
  {
    name: 'TensorFlow Serving under its own protocol does not know its image',
    found: () => listVariables(TENSORFLOW, { protocol: 'tensorflow' }),
    variable: 'PREDICTIVE_UNIT_IMAGE',
    value: '',
  },
  {
    name: 'TensorFlow Serving knows an image that is written',
    found: () => listVariables(TENSORFLOW, { protocol: 'tensorflow' }, 'd', 'x/y:1'),
    variable: 'PREDICTIVE_UNIT_IMAGE',
    value: 'x/y:1',
  },
];

for (const { name, found, variable, value } of CASES) {
  test(name, () => {
    assert.equal(found().get(variable), value);
  });
}
