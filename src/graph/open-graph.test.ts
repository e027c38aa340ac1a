import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { RadiantError } from '../base/index.ts';
import type { PredictiveUnit } from '../deployment/index.ts';
import { createTensor, type Outcome } from '../payload/index.ts';
import { component, mapNumbers, message, openTestGraph, read, run, unit } from './fixtures/open-test-graph.ts';
import { Message } from './message/message.ts';
import type { RemoteCall, RemoteNode } from './node.ts';

const MODEL = { type: 'MODEL' };

function model(name: string, factor: number, more: Partial<Outcome> = {}): ReturnType<typeof component> {
  return component(name, { predict: mapNumbers((value) => value * factor, more), sendFeedback: mapNumbers(() => 0) });
}

function branch(value: number): Outcome {
  return { payload: { kind: 'tensor', tensor: createTensor('int64', [1, 1], BigInt64Array.of(BigInt(value))) } };
}

/** A node elsewhere that remembers what it was sent. */
function remote(name: string, answer: string): RemoteNode & { readonly calls: RemoteCall[] } {
  const calls: RemoteCall[] = [];
  return {
    name,
    protocol: 'seldon',
    encodings: new Set(['json']),
    calls,
    async send(call) {
      calls.push(call);
      return {
        protocol: 'seldon',
        encoding: 'json',
        bytes: new TextEncoder().encode(answer),
        contentType: 'application/json',
      };
    },
    isReachable: async () => true,
    close: async () => {},
  };
}

describe('a chain of nodes in the process', () => {
  const chain = unit('a', { ...MODEL, children: [unit('b', { ...MODEL, children: [unit('c', MODEL)] })] });

  test('answers at once, with the meta of all its nodes', async () => {
    const metric = { type: 'COUNTER', key: 'k', value: 1 } as const;
    const graph = await openTestGraph(chain, {
      a: model('a', 2, { tags: { from: 'a', a: 1 }, metrics: [metric] }),
      b: model('b', 5),
      c: model('c', 10, { tags: { from: 'c' }, metrics: [metric] }),
    });
    const answer = graph.predict(message({ numbers: [1, 2], meta: { puid: 'x', tags: { own: 0 } } }), run());
    assert.ok(answer instanceof Message, 'no promise is made');
    const none = 'NOT_IMPLEMENTED:NOT_IMPLEMENTED';
    assert.deepEqual(read(answer), {
      numbers: [100, 200],
      meta: {
        puid: 'x',
        tags: { own: 0, from: 'c', a: 1 },
        metrics: [
          { key: 'k', type: 'COUNTER', value: 1 },
          { key: 'k', type: 'COUNTER', value: 1 },
        ],
        requestPath: { a: none, b: none, c: none },
      },
    });
  });

  test('stops at the node that fails, with its error', async () => {
    const thrown = new RadiantError('UNKNOWN', 'boom', { reason: 'MINE' });
    const failing = component('b', {
      predict() {
        throw thrown;
      },
    });
    const graph = await openTestGraph(chain, { a: model('a', 2), b: failing, c: model('c', 10) });
    assert.throws(() => graph.predict(message({ numbers: [1] }), run()), thrown);
  });
});

describe('bytes between nodes elsewhere', () => {
  test('pass untouched', async () => {
    const [a, b] = [remote('a', '{"numbers": [1.0,  2]}'), remote('b', '{ "numbers":[7] }')];
    const graph = await openTestGraph(unit('a', { ...MODEL, children: [unit('b', MODEL)] }), { a, b });
    const answer = await graph.predict(message({ numbers: [1] }), run({ headers: ['x-own', '1'] }));
    assert.equal(Buffer.from(b.calls[0]?.message?.bytes ?? []).toString(), '{"numbers": [1.0,  2]}');
    assert.deepEqual(b.calls[0]?.headers, ['x-own', '1']);
    assert.equal(Buffer.from(answer.wire().bytes).toString(), '{ "numbers":[7] }');
  });

  test('are read where the next node is in the process', async () => {
    const graph = await openTestGraph(unit('a', { ...MODEL, children: [unit('b', MODEL)] }), {
      a: remote('a', '{"numbers":[3]}'),
      b: model('b', 2),
    });
    assert.deepEqual(read(await graph.predict(message({ numbers: [1] }), run())).numbers, [6]);
  });
});

describe('a router', () => {
  const routed = unit('r', { type: 'ROUTER', children: [unit('m0', MODEL), unit('m1', MODEL)] });
  const open = (taken: number) =>
    openTestGraph(routed, {
      r: component('r', { route: () => branch(taken), sendFeedback: mapNumbers(() => 0) }),
      m0: model('m0', 2),
      m1: model('m1', 10),
    });

  for (const { taken, expect } of [
    { taken: 0, expect: [2] },
    { taken: 1, expect: [10] },
    { taken: -1, expect: [2] },
    { taken: -2, expect: [1] },
  ]) {
    test(`that says ${taken} is answered by ${expect.join()}`, async () => {
      const routing: Record<string, number> = {};
      const graph = await open(taken);
      const answer = await graph.predict(message({ numbers: [1] }), run({ routing }));
      assert.deepEqual(read(answer).numbers, expect);
      assert.equal(routing.r, taken);
    });
  }

  for (const taken of [2, -3, 99]) {
    test(`that says ${taken} is an error that names it`, async () => {
      const graph = await open(taken);
      assert.throws(() => graph.predict(message({ numbers: [1] }), run()), {
        reason: 'BAD_ROUTE',
        message: `router r answered branch ${taken}, but its branches are 0 to 1; -1 means all, -2 means none`,
      });
    });
  }

  test('and its feedback go the way that the answer went', async () => {
    const told: string[] = [];
    const learner = (name: string) =>
      component(name, {
        predict: mapNumbers((value) => value),
        route: () => branch(0),
        sendFeedback(call) {
          told.push(`${name} ${call.feedback?.reward} ${call.feedback?.routing}`);
          return mapNumbers(() => 0)(call);
        },
      });
    const graph = await openTestGraph(routed, { r: learner('r'), m0: learner('m0'), m1: learner('m1') });
    await graph.feedback(message({ numbers: [1], reward: 0.5, routing: { r: 1 } }), run());
    assert.deepEqual(told, ['m1 0.5 undefined', 'r 0.5 1']);
    assert.throws(() => graph.feedback(message({ routing: { r: 9 } }), run()), {
      code: 'INVALID_ARGUMENT',
      reason: 'BAD_ROUTE',
    });
  });

  test('and the log of every node on the way has the feedback, also of those that are not told', async () => {
    const logged: string[] = [];
    const graph = await openTestGraph(
      unit('t', { type: 'TRANSFORMER', children: [routed] }),
      { t: model('t', 1), r: model('r', 1), m0: model('m0', 1), m1: model('m1', 1) },
      { logOf: ({ name }) => ({ request: undefined, response: undefined, feedback: () => logged.push(name) }) },
    );
    await graph.feedback(message({ numbers: [1], routing: { r: 1 } }), run());
    assert.deepEqual(logged, ['t', 'r', 'm1']);
  });
});

describe('a combiner', () => {
  const combined = unit('c', { type: 'COMBINER', children: [unit('m0', MODEL), unit('m1', MODEL)] });

  test('gets the answers in the order of its children', async () => {
    const graph = await openTestGraph(combined, {
      c: component('c', {
        aggregate: ({ inputs }) => ({
          payload: { kind: 'tensor', tensor: createTensor('float64', [1, 2], Float64Array.from(inputs, numberOf)) },
        }),
      }),
      m0: component('m0', { predict: async (call) => mapNumbers((value) => value * 2)(call) }),
      m1: model('m1', 10),
    });
    assert.deepEqual(read(await graph.predict(message({ numbers: [3] }), run())).numbers, [6, 30]);
  });

  test('lets all children end, and fails with the first in order', async () => {
    let ended = false;
    const late = Promise.withResolvers<Outcome>();
    const graph = await openTestGraph(combined, {
      c: component('c', {}),
      m0: component('m0', { predict: () => late.promise }),
      m1: component('m1', {
        predict() {
          throw new RadiantError('INTERNAL', 'second');
        },
      }),
    });
    const answer = graph.predict(message({ numbers: [3] }), run()) as Promise<Message>;
    queueMicrotask(() => {
      ended = true;
      late.reject(new RadiantError('INTERNAL', 'first'));
    });
    await assert.rejects(answer, { message: 'first' });
    assert.ok(ended);
  });
});

describe('AVERAGE_COMBINER', () => {
  test('averages, without a component of its own', async () => {
    const graph = await openTestGraph(
      unit('c', { implementation: 'AVERAGE_COMBINER', children: [unit('m0', MODEL), unit('m1', MODEL)] }),
      { m0: model('m0', 2), m1: model('m1', 10) },
    );
    assert.deepEqual(read(await graph.predict(message({ numbers: [1, 2] }), run())).numbers, [6, 12]);
  });
});

describe('a node that is never called', () => {
  test('passes the message on as it came', async () => {
    const graph = await openTestGraph(unit('u'), {});
    const given = message({ numbers: [1] });
    assert.equal(graph.predict(given, run()), given);
    assert.equal(graph.feedback(given, run()), given);
  });

  test('is called for the methods that it names', async () => {
    const graph = await openTestGraph(unit('u', { methods: ['TRANSFORM_INPUT', 'TRANSFORM_OUTPUT'] }), {
      u: component('u', {
        transformInput: mapNumbers((value) => value + 1),
        transformOutput: mapNumbers((value) => value * 10),
      }),
    });
    assert.deepEqual(read(await graph.predict(message({ numbers: [1] }), run())).numbers, [20]);
  });
});

describe('a graph that cannot run is refused with what is wrong', () => {
  const circle: PredictiveUnit = unit('a', { ...MODEL, children: [] });
  (circle.children as PredictiveUnit[]).push(unit('b', { ...MODEL, children: [circle] }));
  const two = [unit('x', MODEL), unit('y', MODEL)];
  for (const { name, graph, expect } of [
    { name: 'a cycle', graph: circle, expect: /node a is below itself \(a -> b -> a\)/ },
    {
      name: 'a router without children',
      graph: unit('r', { type: 'ROUTER' }),
      expect: /node r chooses among its children, but has none/,
    },
    {
      name: 'a combiner without children',
      graph: unit('c', { type: 'COMBINER' }),
      expect: /node c combines the answers of its children/,
    },
    {
      name: 'an A/B test of one',
      graph: unit('ab', { implementation: 'RANDOM_ABTEST', children: [unit('x', MODEL)] }),
      expect: /2 children, but has 1/,
    },
    {
      name: 'a ratio of 2',
      graph: unit('ab', {
        implementation: 'RANDOM_ABTEST',
        children: two,
        parameters: [{ name: 'ratioA', value: '2', type: 'FLOAT' }],
      }),
      expect: /node ab: parameter ratioA is "2"; it must be a number from 0 to 1/,
    },
    {
      name: 'a bandit with other branches than children',
      graph: unit('b', {
        implementation: 'THOMPSON_SAMPLING',
        children: two,
        parameters: [{ name: 'n_branches', value: '3', type: 'INT' }],
      }),
      expect: /n_branches 3, but 2 children/,
    },
    {
      name: 'a built-in of another type',
      graph: unit('m', { type: 'MODEL', implementation: 'RANDOM_ABTEST', children: two }),
      expect: /RANDOM_ABTEST is a ROUTER/,
    },
    {
      name: 'two nodes of one name',
      graph: unit('a', { ...MODEL, children: [unit('a', { type: 'TRANSFORMER' })] }),
      expect: /two different nodes with the name a/,
    },
    {
      name: 'a node without a name',
      graph: unit('a', { ...MODEL, children: [unit('', MODEL)] }),
      expect: /a child of node a has no name/,
    },
  ]) {
    test(name, async () => {
      await assert.rejects(openTestGraph(graph, { x: model('x', 1), y: model('y', 1) }), {
        code: 'INVALID_ARGUMENT',
        message: expect,
      });
    });
  }

  test('and nothing is left open', async () => {
    const closed: string[] = [];
    const a = { ...model('a', 1), close: async () => void closed.push('a') };
    await assert.rejects(
      openTestGraph(unit('a', { ...MODEL, children: [unit('missing', MODEL)] }), { a }),
      /no node missing/,
    );
    assert.deepEqual(closed, ['a']);
  });
});

function numberOf({ payload }: { readonly payload: Outcome['payload'] }): number {
  return payload.kind === 'tensor' ? Number(payload.tensor.data[0]) : Number.NaN;
}
