import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { readEnvironment } from '../../base/index.ts';
import { type Call, createTensor, type Outcome, type Payload, type Tensor } from '../../payload/index.ts';
import { findPython } from './find-python.ts';
import { collectLog } from './fixtures/collect-log.ts';
import { openPythonComponent } from './open-python-component.ts';
import type { PythonComponent } from './python-component.ts';

const CLASSES = fileURLToPath(new URL('fixtures/classes', import.meta.url));
const env = readEnvironment();
const python = await findPython(env, CLASSES).catch(() => undefined);
const needsNumpy = {
  timeout: 60_000,
  skip: python === undefined ? 'no Python with numpy here; npm test makes one' : false,
};

async function open(t: TestContext, className: string): Promise<PythonComponent> {
  const options = { className, cwd: CLASSES, parameters: [], workers: 1, timeoutMs: 0, logLevel: 'INFO' } as const;
  const component = await openPythonComponent({ ...options, env, log: collectLog() });
  t.after(() => component.close(AbortSignal.abort()));
  return component;
}

function ask(payload: Payload, more: Partial<Call> = {}): Call {
  return {
    verb: 'predict',
    inputs: [{ payload, names: [] }],
    meta: undefined,
    keepLists: false,
    namedAnswers: true,
    ...more,
  };
}

const text = (value: string): Payload => ({ kind: 'tensor', tensor: createTensor('string', [1], [value]) });

function elements({ payload }: Outcome): unknown {
  if (payload.kind === 'tensors') {
    return payload.tensors.map(({ name, tensor }) => [
      name,
      tensor.dtype,
      ...Array.from(tensor.data as ArrayLike<unknown>),
    ]);
  }
  return payload.kind === 'list' ? (JSON.parse(Buffer.from(payload.json.utf8).toString()) as unknown) : payload.kind;
}

test('a Python predict that yields streams its answers one by one', needsNumpy, async (t) => {
  const words = await open(t, 'Words');
  const parts: unknown[] = [];
  for await (const outcome of words.stream!(ask(text('a b c')))!) parts.push(elements(outcome));
  assert.deepEqual(parts, [[['a']], [['b']], [['c']]]);
});

test('what was yielded before an exception reaches the caller', needsNumpy, async (t) => {
  const words = await open(t, 'Words');
  const parts: unknown[] = [];
  await assert.rejects(
    async () => {
      for await (const outcome of words.stream!(ask(text('a ERR c')))!) parts.push(elements(outcome));
    },
    { message: 'stream broke' },
  );
  assert.deepEqual(parts, [[['a']]]);
  assert.deepEqual(elements(await words.call(ask(text('after it')))), [['after'], ['it']]);
});

test('a Python class takes arrays by name and answers a dict of arrays', needsNumpy, async (t) => {
  const named = await open(t, 'Named');
  assert.equal(named.info.takesTensors, true);
  assert.equal(named.stream!(ask(text('x'))), undefined);
  const tensor = (data: Tensor): Tensor => data;
  const tensors = [
    { name: 'b', tensor: tensor(createTensor('int16', [2], Int16Array.of(1, 2))) },
    { name: 'a', tensor: tensor(createTensor('float64', [1, 1], Float64Array.of(0.5))) },
  ];
  const outcome = await named.call(ask({ kind: 'tensors', tensors }, { parameters: { limit: 3 } }));
  assert.deepEqual(elements(outcome), [
    ['total', 'float32', 3.5],
    ['names', 'string', 'a', 'b'],
    ['above', 'bool', 1],
  ]);
});
