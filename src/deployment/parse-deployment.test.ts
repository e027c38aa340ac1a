import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseDeployment, planDeployment, type SeldonDeployment } from './index.ts';

type Json = Readonly<Record<string, unknown>>;

const MODEL = { name: 'm', image: 'example/model:1' };

/** A deployment with one predictor, changed. */
function make(predictor: Json, spec: Json = {}, metadata: Json = {}): Json {
  return {
    apiVersion: 'machinelearning.seldon.io/v1',
    kind: 'SeldonDeployment',
    metadata: { name: 'd', ...metadata },
    spec: { predictors: [{ name: 'p', graph: { name: 'm' }, componentSpecs: [pod(MODEL)], ...predictor }], ...spec },
  };
}

function pod(...containers: readonly Json[]): Json {
  return { spec: { containers } };
}

function nest(levels: number): Json {
  return levels === 0 ? { name: 'm' } : { name: 'm', type: 'TRANSFORMER', children: [nest(levels - 1)] };
}

function take(value: unknown): SeldonDeployment {
  const parsed = parseDeployment(value);
  assert.ok(parsed.ok, JSON.stringify(parsed));
  return parsed.deployment;
}

const REFUSED: readonly {
  readonly name: string;
  readonly given: Json;
  readonly path: string;
  readonly says: RegExp;
}[] = [
  {
    name: 'an unknown version',
    given: { ...make({}), apiVersion: 'machinelearning.seldon.io/v2' },
    path: 'apiVersion',
    says: /v1/,
  },
  { name: 'a missing name', given: { ...make({}), metadata: {} }, path: 'metadata.name', says: /missing/ },
  {
    name: 'a name that is too long',
    given: make({}, {}, { name: 'a'.repeat(254) }),
    path: 'metadata.name',
    says: /called/,
  },
  { name: 'a bad namespace', given: make({}, {}, { namespace: 'A.b' }), path: 'metadata.namespace', says: /namespace/ },
  { name: 'a bad label', given: make({}, {}, { labels: { a: 'b c!' } }), path: 'metadata.labels.a', says: /label/ },
  {
    name: 'a bad key',
    given: make({}, {}, { annotations: { 'a/b/c': '' } }),
    path: 'metadata.annotations["a/b/c"]',
    says: /key/,
  },
  { name: 'no predictors', given: make({}, { predictors: [] }), path: 'spec.predictors', says: /empty/ },
  {
    name: 'replicas that are words',
    given: make({ replicas: 'many' }),
    path: 'spec.predictors[0].replicas',
    says: /"many"/,
  },
  { name: 'replicas -1 as text', given: make({ replicas: '-1' }), path: 'spec.predictors[0].replicas', says: /"-1"/ },
  {
    name: 'replicas 1.5 as text',
    given: make({ replicas: '1.5' }),
    path: 'spec.predictors[0].replicas',
    says: /"1.5"/,
  },
  {
    name: 'a variable that is a number',
    given: make({ componentSpecs: [pod({ ...MODEL, env: [{ name: 'A', value: 1 }] })] }),
    path: 'spec.predictors[0].componentSpecs[0].spec.containers[0].env[0].value',
    says: /put it in quotes/,
  },
  {
    name: 'a server type of no use',
    given: make({}, { serverType: 'Kafka' }),
    path: 'spec.serverType',
    says: /did you mean kafka/,
  },
  {
    name: 'a logger without mode',
    given: make({ graph: { name: 'm', logger: {} } }),
    path: 'spec.predictors[0].graph.logger.mode',
    says: /request, response or all/,
  },
  {
    name: 'a server without model',
    given: make({ graph: { name: 'm', implementation: 'XGBOOST_SERVER' } }),
    path: 'spec.predictors[0].graph.modelUri',
    says: /needs it/,
  },
  {
    name: 'a misspelt container',
    given: make({ graph: { name: 'modle' }, componentSpecs: [pod({ name: 'model' })] }),
    path: 'spec.predictors[0].graph.name',
    says: /did you mean "model"/,
  },
  { name: 'a shadow alone', given: make({ shadow: true }), path: 'spec.predictors[0].shadow', says: /only predictor/ },
  {
    name: 'half of the traffic for the only one',
    given: make({ traffic: 50 }),
    path: 'spec.predictors[0].traffic',
    says: /write 100/,
  },
  {
    name: 'a misspelt field that is required',
    given: make({ graph: undefined, grahp: { name: 'm' } }),
    path: 'spec.predictors[0].graph',
    says: /by "grahp"/,
  },
  {
    name: 'a probe without its port',
    given: make({ componentSpecs: [pod({ ...MODEL, livenessProbe: { httpGet: { path: '/' } } })] }),
    path: 'spec.predictors[0].componentSpecs[0].spec.containers[0].livenessProbe.httpGet.port',
    says: /missing/,
  },
  {
    name: 'a user that is a text',
    given: make({ componentSpecs: [{ spec: { containers: [MODEL], securityContext: { runAsUser: '1' } } }] }),
    path: 'spec.predictors[0].componentSpecs[0].spec.securityContext.runAsUser',
    says: /without quotes/,
  },
  {
    name: 'an amount that is a list',
    given: make({ svcOrchSpec: { resources: { limits: { cpu: [1] } } } }),
    path: 'spec.predictors[0].svcOrchSpec.resources.limits.cpu',
    says: /amount/,
  },
  {
    name: 'two transports',
    given: make({ graph: { name: 'm', endpoint: { type: 'REST' } } }, { transport: 'grpc' }),
    path: 'spec.predictors[0].graph.endpoint.type',
    says: /spec.transport/,
  },
  {
    name: 'an unknown endpoint type beside a known one',
    given: make({
      graph: { name: 'm', endpoint: { type: 'REST' }, children: [{ name: 'm', endpoint: { type: 'FOO' } }] },
    }),
    path: 'spec.predictors[0].graph.children[0].endpoint.type',
    says: /is FOO, and that of another node is REST/,
  },
  {
    name: 'a port that is there twice',
    given: make({
      componentSpecs: [pod({ ...MODEL, ports: [{ containerPort: 1 }, { containerPort: 1, protocol: 'TCP' }] })],
    }),
    path: 'spec.predictors[0].componentSpecs[0].spec.containers[0].ports[1]',
    says: /1\/TCP, as another one/,
  },
  {
    name: 'an amount that is none',
    given: make({ componentSpecs: [pod({ ...MODEL, resources: { limits: { cpu: 'much' } } })] }),
    path: 'spec.predictors[0].componentSpecs[0].spec.containers[0].resources.limits.cpu',
    says: /"much", not an amount; write an amount such as 500m/,
  },
  {
    name: 'a part of an amount without quotes',
    given: make({ componentSpecs: [pod({ ...MODEL, resources: { limits: { cpu: 0.5 } } })] }),
    path: 'spec.predictors[0].componentSpecs[0].spec.containers[0].resources.limits.cpu',
    says: /"0.5", not an amount; put it in quotes/,
  },
  {
    name: 'half a second',
    given: make({ componentSpecs: [{ spec: { containers: [MODEL], terminationGracePeriodSeconds: 1.5 } }] }),
    path: 'spec.predictors[0].componentSpecs[0].spec.terminationGracePeriodSeconds',
    says: /1\.5, not a whole number/,
  },
  {
    name: 'a disruption budget of more than 32 bits',
    given: make({ componentSpecs: [{ ...pod(MODEL), pdbSpec: { minAvailable: 2 ** 31 } }] }),
    path: 'spec.predictors[0].componentSpecs[0].pdbSpec.minAvailable',
    says: /32 bits/,
  },
  {
    name: 'a metric without its target',
    given: make({
      componentSpecs: [
        { ...pod(MODEL), hpaSpec: { maxReplicas: 2, metricsv2: [{ type: 'Resource', resource: { name: 'cpu' } }] } },
      ],
    }),
    path: 'spec.predictors[0].componentSpecs[0].hpaSpec.metricsv2[0].resource.target',
    says: /missing/,
  },
  {
    name: 'a KEDA trigger whose authentication has no name',
    given: make({
      componentSpecs: [
        { ...pod(MODEL), kedaSpec: { triggers: [{ type: 'cpu', metadata: {}, authenticationRef: {} }] } },
      ],
    }),
    path: 'spec.predictors[0].componentSpecs[0].kedaSpec.triggers[0].authenticationRef.name',
    says: /missing/,
  },
  {
    name: 'a volume claim without its name',
    given: make({
      componentSpecs: [{ spec: { containers: [MODEL], volumes: [{ name: 'v', persistentVolumeClaim: {} }] } }],
    }),
    path: 'spec.predictors[0].componentSpecs[0].spec.volumes[0].persistentVolumeClaim.claimName',
    says: /missing/,
  },
];

for (const { name, given, path, says } of REFUSED) {
  test(`parseDeployment refuses ${name}, naming the place and the fix`, () => {
    const parsed = parseDeployment(given);
    assert.ok(!parsed.ok);
    assert.equal(parsed.errors.length, 1, JSON.stringify(parsed.errors));
    assert.equal(parsed.errors[0]?.path, path);
    assert.match(`${parsed.errors[0]?.message}; ${parsed.errors[0]?.fix}`, says);
  });
}

test('all rules are checked, so that all mistakes are told at once', () => {
  const parsed = parseDeployment(
    make(
      { graph: { name: 'x', children: [{ name: 'y', implementation: 'Z' }] }, traffic: 3 },
      { protocol: 'http', transport: 'udp' },
    ),
  );
  assert.ok(!parsed.ok);
  assert.deepEqual(
    parsed.errors.map(({ path }) => path),
    [
      'spec.protocol',
      'spec.transport',
      'spec.predictors[0].graph.name',
      'spec.predictors[0].graph.children[0].modelUri',
      'spec.predictors[0].graph.children[0].implementation',
      'spec.predictors[0].traffic',
    ],
  );
});

const WARNED: readonly { readonly name: string; readonly given: Json; readonly says: RegExp }[] = [
  {
    name: 'an empty implementation without a container',
    given: make({ graph: { name: 'x', implementation: '' } }),
    says: /no container is called so/,
  },
  {
    name: 'a variable of Kafka that stands there twice, for one that is missing',
    given: make(
      {
        svcOrchSpec: {
          env: ['BROKER', 'BROKER', 'INPUT_TOPIC'].map((name) => ({ name: `KAFKA_${name}`, value: 'x' })),
        },
      },
      { serverType: 'kafka' },
    ),
    says: /lacks KAFKA_OUTPUT_TOPIC/,
  },
  { name: 'a misspelt field', given: make({ repicas: 1 }), says: /repicas.*did you mean replicas/ },
  { name: 'a field of nobody', given: make({ colour: 'red' }), says: /colour.*remove it/ },
  {
    name: 'a misspelt field of a pod',
    given: make({ componentSpecs: [{ spec: { containers: [MODEL], imagePullSecret: [] } }] }),
    says: /passed on.*did you mean imagePullSecrets/,
  },
  {
    name: 'a misspelt annotation',
    given: make({}, { annotations: { 'seldon.io/rest-timeuot': '1' } }),
    says: /did you mean seldon.io\/rest-timeout/,
  },
  {
    name: 'a misspelt annotation of ours',
    given: make({}, {}, { annotations: { 'radiant.io/traffic-keys': 'x-user' } }),
    says: /did you mean radiant.io\/traffic-key\?/,
  },
  {
    name: 'an annotation at the wrong place',
    given: make({}, {}, { annotations: { 'seldon.io/rest-timeout': '1' } }),
    says: /move it to spec.annotations/,
  },
  {
    name: 'a timeout that is no number',
    given: make({}, { annotations: { 'seldon.io/grpc-timeout': '1s' } }),
    says: /"1s"/,
  },
  { name: 'a misspelt type', given: make({ graph: { name: 'm', type: 'MODLE' } }), says: /did you mean MODEL/ },
  { name: 'a negative number of replicas', given: make({ replicas: -1 }), says: /-1/ },
  { name: 'a negative number for all', given: make({}, { replicas: -1 }), says: /spec.replicas is -1/ },
  { name: 'a deep graph', given: make({ graph: nest(11) }), says: /more than 10 levels/ },
  { name: 'an empty name', given: make({ name: '' }), says: /name is empty/ },
  { name: 'a name with a dot', given: make({}, {}, { name: 'a.b' }), says: /dot/ },
  {
    name: 'a child without its list',
    given: make({ graph: { name: 'm', type: 'TRANSFORMER', children: { name: 'm' } } }),
    says: /list of one/,
  },
];

for (const { name, given, says } of WARNED) {
  test(`parseDeployment takes ${name}, with a warning`, () => {
    const parsed = parseDeployment(given);
    assert.ok(parsed.ok, JSON.stringify(parsed));
    assert.match(parsed.warnings.map(({ path, message, fix }) => `${path} ${message}; ${fix}`).join('\n'), says);
  });
}

test('replicas may be text at every level', () => {
  const { spec } = take(
    make(
      {
        replicas: '2',
        componentSpecs: [{ ...pod(MODEL), replicas: '3' }],
        svcOrchSpec: { replicas: '4' },
        explainer: { type: 'ALE', replicas: '5' },
      },
      { replicas: '1' },
    ),
  );
  const [predictor] = spec.predictors;
  assert.deepEqual(
    [
      spec.replicas,
      predictor?.replicas,
      predictor?.componentSpecs[0]?.replicas,
      predictor?.svcOrchSpec?.replicas,
      predictor?.explainer?.replicas,
    ],
    [1, 2, 3, 4, 5],
  );
});

test('fields of pods that are newer than this program are passed on', () => {
  const { spec } = take(
    make({
      componentSpecs: [{ spec: { containers: [{ ...MODEL, futureField: { a: [null, 1] } }], someNewThing: true } }],
    }),
  );
  const written = spec.predictors[0]?.componentSpecs[0]?.spec;
  assert.equal(written?.someNewThing, true);
  assert.deepEqual(written?.containers[0]?.futureField, { a: [null, 1] });
});

test('the engine is beside the first componentSpec with a node, though others come first', () => {
  const deployment = take(make({ componentSpecs: [pod({ name: 'side' }), pod(MODEL)] }));
  const [predictor] = planDeployment(deployment).predictors;
  assert.deepEqual(
    predictor?.pods.map(({ name, hasEngine }) => [name, hasEngine]),
    [
      ['d-p-0-side', false],
      ['d-p-1-m', true],
    ],
  );
  assert.equal(deployment.spec.predictors[0]?.graph.endpoint?.service_host, 'localhost');
});

test('a graph of built-in units has a pod for what runs it', () => {
  const plan = planDeployment(take(make({ graph: { name: 'm', implementation: 'SIMPLE_MODEL' }, componentSpecs: [] })));
  assert.deepEqual(
    plan.predictors[0]?.pods.map(({ name, hasEngine, containers }) => [name, hasEngine, containers]),
    [['d-p-svc-orch', true, ['seldon-container-engine']]],
  );
});

test('what was written stays beside what was completed', () => {
  const parsed = parseDeployment(
    make({ graph: { name: 'm', implementation: 'SKLEARN_SERVER', modelUri: 's3://x' }, componentSpecs: undefined }),
  );
  assert.ok(parsed.ok);
  assert.deepEqual(parsed.written.spec.predictors[0]?.componentSpecs, []);
  assert.equal(
    parsed.deployment.spec.predictors[0]?.componentSpecs[0]?.spec.containers[0]?.image,
    'seldonio/sklearnserver:1.18.2',
  );
});

test('the word of no-engine may have capitals', () => {
  const [predictor] = planDeployment(take(make({ annotations: { 'seldon.io/no-engine': 'True' } }))).predictors;
  assert.equal(predictor?.engine, 'none');
  assert.equal(predictor?.service.httpPort, 9000);
});

test('models are downloaded by the order of the graph', () => {
  const server = { implementation: 'SKLEARN_SERVER', modelUri: 's3://x' };
  const graph = { name: 'b', ...server, children: [{ name: 'a', ...server }] };
  const [predictor] = planDeployment(
    take(make({ graph, componentSpecs: [pod({ name: 'a' }, { name: 'b' })] })),
  ).predictors;
  assert.deepEqual(predictor?.pods[0]?.initContainers, ['b-model-initializer', 'a-model-initializer']);
});
