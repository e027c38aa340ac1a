import assert from 'node:assert/strict';
import { Agent, request } from 'node:http';
import { text } from 'node:stream/consumers';
import { after, before, describe, test } from 'node:test';
import type { PredictiveUnit } from '../../src/deployment/index.ts';
import { openRemoteNode } from '../../src/hosts/remote/index.ts';
import { createTensor } from '../../src/payload/index.ts';
import { createTestComponent } from '../../src/server/fixtures/create-test-component.ts';
import { createTestLog } from '../../src/server/fixtures/open-test-door.ts';
import { openPredictorServer, type RunningPredictor } from '../../src/server/index.ts';
import { type BadNode, BEHAVIOURS, openBadNode } from './fixtures/bad-node.ts';

const NODE_TIMEOUT_MS = 300;
const CALLERS = 1000;
/** What a caller may have to wait beyond the node's time on a busy machine. */
const SLACK_MS = 5000;

function unit(name: string, type: PredictiveUnit['type'], children: readonly PredictiveUnit[] = []): PredictiveUnit {
  return { name, type: type ?? 'MODEL', children, parameters: [] };
}

/** A router elsewhere, a model in the process behind it, and a model elsewhere behind that: each kind of answer is read by somebody. */
const GRAPH = unit('router', 'ROUTER', [unit('prepare', 'TRANSFORMER', [unit('clf', 'MODEL')])]);

describe('a graph with a node elsewhere', { timeout: 240_000 }, () => {
  const agent = new Agent({ keepAlive: true, maxSockets: CALLERS });
  let nodes: Record<'router' | 'clf', BadNode>;
  let server: RunningPredictor;

  before(async () => {
    nodes = { router: await openBadNode(), clf: await openBadNode() };
    server = await openGraph(NODE_TIMEOUT_MS);
    nodes.router.behave(BEHAVIOURS['takes the first branch']);
  });

  function openGraph(nodeTimeoutMs: number | undefined): Promise<RunningPredictor> {
    return openPredictorServer({
      predictor: { name: 'main', graph: GRAPH, componentSpecs: [] },
      deploymentName: 'bad',
      namespace: 'default',
      log: createTestLog(),
      host: '127.0.0.1',
      httpPort: 0,
      grpcPort: undefined,
      ...(nodeTimeoutMs === undefined ? {} : { nodeTimeoutMs }),
      resolve({ name }, { observe }) {
        if (name === 'router' || name === 'clf') {
          const rest = { host: '127.0.0.1', port: nodes[name].port };
          return openRemoteNode({ name, protocol: 'seldon', rest, observe });
        }
        const payload = { kind: 'tensor', tensor: createTensor('float64', [1, 1], Float64Array.of(1)) } as const;
        return createTestComponent({ transformInput: () => ({ payload }) });
      },
    });
  }

  after(async () => {
    agent.destroy();
    await server.close(AbortSignal.abort());
    for (const node of Object.values(nodes)) node.die();
  });

  async function ask({ httpPort } = server): Promise<{ readonly status: number; readonly body: string }> {
    const path = '/api/v1.0/predictions';
    const headers = { 'Content-Type': 'application/json' };
    const call = request({ host: '127.0.0.1', port: httpPort, path, method: 'POST', agent, headers });
    call.end('{"data":{"ndarray":[[1]]}}');
    return await new Promise((resolve, reject) => {
      call.once('error', reject);
      call.once('response', (answer) => {
        text(answer).then((body) => resolve({ status: answer.statusCode ?? 0, body }), reject);
      });
    });
  }

  // What the last node answers goes to the caller as it came; what a router answers must be read.
  const cases = [
    { behaviour: 'hangs', clf: 504, router: 504 },
    { behaviour: 'drips', clf: 504, router: 504 },
    { behaviour: 'speaks no HTTP', clf: 503, router: 503 },
    { behaviour: 'closes in the middle of the body', clf: 503, router: 503 },
    { behaviour: 'promises a body larger than all memory', clf: 502, router: 502 },
    { behaviour: 'answers no JSON', clf: 200, router: 500 },
    { behaviour: 'answers JSON of another kind', clf: 200, router: 500 },
  ] as const;
  for (const { behaviour, ...statuses } of cases) {
    for (const name of ['clf', 'router'] as const) {
      test(`answers ${statuses[name]} when ${name} ${behaviour}, and 200 when it is well again`, async () => {
        nodes[name].behave(BEHAVIOURS[behaviour]);
        const startedMs = Date.now();
        const { status, body } = await ask();
        assert.ok(Date.now() - startedMs < NODE_TIMEOUT_MS + SLACK_MS);
        assert.equal(status, statuses[name], body);
        if (status !== 200)
          assert.match((JSON.parse(body) as { status: { info: string } }).status.info, new RegExp(name));
        nodes[name].behave(name === 'router' ? BEHAVIOURS['takes the first branch'] : BEHAVIOURS.good);
        assert.equal((await ask()).status, 200);
      });
    }
  }

  test('tells its caller with 503 that a node died, and answers once it is back', async () => {
    nodes.clf.die();
    const { status, body } = await ask();
    assert.equal(status, 503, body);
    assert.match(body, /clf/);
    await nodes.clf.live();
    assert.equal((await ask()).status, 200);
  });

  test(`answers ${CALLERS} callers at once`, async (t) => {
    const patient = await openGraph(undefined);
    t.after(() => patient.close(AbortSignal.abort()));
    const answers = await Promise.all(Array.from({ length: CALLERS }, () => ask(patient)));
    assert.deepEqual(
      answers.filter(({ status }) => status !== 200),
      [],
    );
  });
});
