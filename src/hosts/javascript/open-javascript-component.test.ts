import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { RadiantError } from '../../base/index.ts';
import { createLog } from '../../observe/index.ts';
import type { Component, Outcome, Payload } from '../../payload/index.ts';
import { MODULE_SOURCES } from './fixtures/module-sources.table.ts';
import { openJavascriptComponent } from './open-javascript-component.ts';

// Outside of this package, as users' files are.
const folder = mkdtempSync(join(tmpdir(), 'radiant-modules-'));
for (const [name, lines] of Object.entries(MODULE_SOURCES)) writeFileSync(join(folder, name), lines.join('\n'));
after(() => rmSync(folder, { recursive: true }));

const CHOICES: readonly { readonly spec: string; readonly expect: string }[] = [
  { spec: 'default-export.ts', expect: 'default' },
  { spec: 'two-classes.ts', expect: 'named' },
  { spec: 'two-classes.ts#First', expect: 'first' },
  { spec: 'which-one.ts#Second', expect: 'second' },
  { spec: 'commonjs.cjs', expect: 'commonjs' },
  { spec: 'commonjs-named.cjs', expect: 'named commonjs' },
  { spec: 'function-export.mjs', expect: 'function' },
  { spec: 'object-export.mjs', expect: 'object' },
  { spec: 'module-hooks.mjs', expect: 'module' },
];

for (const { spec, expect } of CHOICES) {
  test(`${spec} serves ${expect}`, async () => {
    const component = await open(spec);
    assert.equal(firstText((await predict(component)).payload), expect);
    await component.close();
  });
}

const FAILURES: readonly { readonly spec: string; readonly says: RegExp; readonly exitCode?: number }[] = [
  { spec: 'with-enum.ts', says: /with-enum\.ts:1: TypeScript enum cannot be run: only erasable TypeScript .*tsc/ },
  { spec: 'with-parameter-property.ts', says: /:2: TypeScript parameter property cannot be run: only erasable/ },
  { spec: 'with-decorator.ts', says: /with-decorator\.ts:3: decorators cannot be run: only erasable/ },
  { spec: 'broken-syntax.mjs', says: /broken-syntax\.mjs:3: .*';'/ },
  { spec: 'without-ending.ts', says: /imports .*other-file, which is not there: write the whole file name, with \.ts/ },
  { spec: 'type-import.ts', says: /type-import\.ts:1: .*if Thing is a type, write "import type"/ },
  { spec: 'throws-at-import.mjs', says: /threw TypeError while it was imported: no licence/ },
  {
    spec: 'throws-in-constructor.ts',
    says: /the constructor of Model in throws-in-constructor\.ts threw Error: no weights/,
  },
  { spec: 'throws-in-load.ts', says: /Model\.load threw Error: file is damaged/, exitCode: 3 },
  { spec: 'rejects-in-load.ts', says: /Model\.load threw Error: bucket is gone/, exitCode: 3 },
  { spec: 'which-one.ts', says: /exports several classes \(First, Second\): say which, as which-one\.ts#First/ },
  { spec: 'which-one.ts#Third', says: /has no export Third; it has First, Second, notAClass/ },
  { spec: 'which-one.ts#notAClass', says: /notAClass in which-one\.ts is no class/ },
  { spec: 'nothing-to-serve.ts', says: /exports no class: it has number; write "export class NothingToServe"/ },
  { spec: 'python-names.ts', says: /Model in python-names\.ts has no hook/ },
  { spec: 'gone.ts', says: /there is no file .*gone\.ts: check the path/ },
  { spec: 'with-enum.js', says: /there is no file .*with-enum\.js: there is a .*with-enum\.ts/ },
  { spec: 'form.tsx', says: /\.tsx files cannot be served; compile it/ },
  { spec: '.', says: /is a folder/ },
];

for (const { spec, says, exitCode = 1 } of FAILURES) {
  test(`${spec} ends the start with ${exitCode} and a sentence`, async () => {
    await assert.rejects(open(spec), (thrown: unknown) => {
      assert.ok(thrown instanceof RadiantError);
      assert.match(thrown.message, says);
      assert.equal((thrown.cause as { exitCode?: number }).exitCode, exitCode);
      assert.doesNotMatch(thrown.message, /\n/);
      return true;
    });
  });
}

test('what user code threw at the start is kept with its stack', async () => {
  await assert.rejects(open('throws-in-load.ts'), (thrown: RadiantError) => {
    assert.match((thrown.cause as { traceback: string }).traceback, /file is damaged\n.*throws-in-load\.ts:3/);
    return true;
  });
});

test('hooks with their Python names are named with their right ones', async () => {
  const lines: string[] = [];
  await assert.rejects(open('python-names.ts', lines));
  assert.match(lines.join(''), /Model\.transform_input is never called: in JavaScript its name is transformInput/);
});

test('the package name means the running program, installed or not', async () => {
  const component = await open('uses-package.ts');
  const { payload } = await predict(component);
  assert.deepEqual(payload.kind === 'list' && JSON.parse(Buffer.from(payload.json.utf8).toString()), [
    true,
    'function',
  ]);
});

function open(spec: string, lines: string[] = []): Promise<Component> {
  const [file = '', exportName] = spec.split('#');
  const log = createLog({ level: 'INFO', format: 'human', stream: { write: (line) => lines.push(line) } });
  return openJavascriptComponent({ file, exportName, parameters: [], cwd: folder, log });
}

async function predict(component: Component): Promise<Outcome> {
  const payload: Payload = { kind: 'string', value: 'x' };
  return component.call({ verb: 'predict', inputs: [{ payload, names: [] }], meta: undefined, keepLists: true });
}

function firstText(payload: Payload): unknown {
  assert.equal(payload.kind, 'tensor');
  return payload.kind === 'tensor' ? payload.tensor.data[0] : undefined;
}
