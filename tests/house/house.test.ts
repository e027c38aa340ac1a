import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { checkImports } from './check-imports.ts';
import {
  checkEnvironment,
  checkImportWork,
  checkLanguage,
  checkLeftOvers,
  checkName,
  checkProtocolWords,
  checkSilenced,
  checkSize,
  checkState,
} from './check-text.ts';
import { ROOMS, ROOMS_BY_KIND } from './rooms.table.ts';
import { ROOT, type Rule, readSources } from './source.ts';

interface RuleCase {
  readonly name: string;
  readonly rule: Rule;
  /** Files that must be refused: [path, text]. A guard that cannot fail guards nothing. */
  readonly refuses: readonly (readonly [string, string])[];
  readonly accepts: readonly (readonly [string, string])[];
}

const RULES: readonly RuleCase[] = [
  {
    name: 'a room imports only the rooms it may know, through their index',
    rule: checkImports,
    refuses: [
      ['src/payload/a.ts', "import { x } from '../server/index.ts';"],
      ['src/payload/a.ts', "import { x } from '../base/log.ts';"],
      ['src/payload/errors.ts', "import { x } from '../server/errors.ts';"],
      ['src/base/config/a.ts', "export { x } from '../../payload/index.ts';"],
      ['src/base/a.ts', "const x = await import('../cli/index.ts');"],
      ['src/base/a.ts', "import '../../tests/house/source.ts';"],
      ['src/server/a.ts', "import { x } from '../hosts/python/pool/index.ts';"],
      ['src/server/a.ts', "import { x } from '../observe/log/index.ts';"],
      ['src/attic/a.ts', ''],
    ],
    accepts: [
      ['src/payload/a.ts', "import { x } from '../base/index.ts';"],
      ['src/payload/a.ts', "import { x } from '../base/errors.ts';"],
      ['src/base/config/a.ts', "import { x } from '../radiant-error.ts';"],
      ['src/base/a.ts', "// from '../server/index.ts'"],
      ['src/server/a.ts', "import { x } from '../hosts/python/index.ts';"],
      ['src/index.ts', "export { x } from './payload/index.ts';"],
    ],
  },
  {
    name: 'a file has at most 500 lines',
    rule: checkSize,
    refuses: [['src/base/a.ts', 'x\n'.repeat(501)]],
    accepts: [
      ['src/base/a.ts', 'x\n'.repeat(500)],
      ['src/base/a.table.ts', 'x\n'.repeat(501)],
      ['src/base/gen/a.ts', 'x\n'.repeat(501)],
    ],
  },
  {
    name: 'a file is named after what it does, in kebab-case',
    rule: checkName,
    refuses: [
      ['src/base/utils.ts', ''],
      ['src/helpers/a.ts', ''],
      ['src/base/pool-manager.ts', ''],
      ['src/base/ReadFile.ts', ''],
      ['src/base/read_file.ts', ''],
    ],
    accepts: [
      ['src/base/read-file.ts', ''],
      ['src/base/error-codes.table.ts', ''],
      ['src/base/utf8.test.ts', ''],
    ],
  },
  {
    name: 'no default export, enum, namespace or decorator',
    rule: checkLanguage,
    refuses: [
      ['src/base/a.ts', 'export default 1;'],
      ['src/base/a.ts', 'export enum A {}'],
      ['src/base/a.ts', 'const enum A {}'],
      ['src/base/a.ts', 'namespace A {}'],
      ['src/base/a.ts', '@Injectable()\nclass A {}'],
    ],
    accepts: [['src/base/a.ts', '// export default 1;\nexport const a = 1;']],
  },
  {
    name: 'no compiler is silenced',
    rule: checkSilenced,
    refuses: [['src/base/a.ts', '// @ts-ignore\nx();']],
    accepts: [['src/base/a.ts', '// the type is right']],
  },
  {
    name: 'no module keeps state',
    rule: checkState,
    refuses: [
      ['src/base/a.ts', 'let count = 0;'],
      ['src/base/a.ts', 'export var count = 0;'],
      ['src/base/a.ts', 'const cache = new Map<string, number>();'],
      ['src/base/a.ts', 'export const seen: string[] = [];'],
    ],
    accepts: [
      ['src/base/a.ts', "const WORDS = new Set(['a']);"],
      ['src/base/a.ts', 'const NO_NAMES: readonly string[] = [];'],
      ['benchmarks/a.ts', 'let best = 0;'],
      ['src/base/a.ts', 'function f() {\n  let count = 0;\n}'],
    ],
  },
  {
    name: 'no module works when it is imported',
    rule: checkImportWork,
    refuses: [
      ['src/base/a.ts', 'await start();'],
      ['src/base/a.ts', 'start();'],
      ['src/base/a.ts', 'process.on(x);'],
    ],
    accepts: [
      ['src/cli/main.ts', '#!/usr/bin/env node\nawait start();'],
      ['src/base/a.ts', 'export const x = 1;\n// start();'],
    ],
  },
  {
    name: 'the environment is read in src/base/config only',
    rule: checkEnvironment,
    refuses: [['src/server/a.ts', 'const x = process.env.HOME;']],
    accepts: [['src/base/config/a.ts', 'const x = process.env;']],
  },
  {
    name: 'words of a wire protocol stay in src/protocols',
    rule: checkProtocolWords,
    refuses: [['src/server/a.ts', "if ('jsonData' in body) {}"]],
    accepts: [
      ['src/protocols/seldon/a.ts', "'jsonData'"],
      ['src/server/a.ts', '// jsonData'],
    ],
  },
  {
    name: 'a note for later has an issue number',
    rule: checkLeftOvers,
    refuses: [['src/base/a.ts', '// TODO later']],
    accepts: [['src/base/a.ts', '// TODO(#12) later']],
  },
];

const sources = readSources(['src', 'tests', 'benchmarks', 'examples']);

for (const { name, rule, refuses, accepts } of RULES) {
  test(`${name}`, () => {
    assert.deepEqual(sources.flatMap(rule), []);
  });
  test(`the guard can fail: ${name}`, () => {
    for (const [path, text] of refuses)
      assert.notDeepEqual(rule({ path, text }), [], `${path} must be refused: ${text}`);
    for (const [path, text] of accepts) assert.deepEqual(rule({ path, text }), [], `${path} must be accepted: ${text}`);
  });
}

test('every room has one public face, and a room knows only rooms above it in the table', () => {
  const order = Object.keys(ROOMS);
  for (const [room, allowed] of Object.entries(ROOMS)) {
    for (const other of allowed) assert.ok(order.indexOf(other) < order.indexOf(room), `${room} may not know ${other}`);
  }
  const folders = readdirSync(join(ROOT, 'src'), { withFileTypes: true }).filter((entry) => entry.isDirectory());
  for (const { name } of folders) {
    // An empty folder is no room: git does not know it. A room by kind has a face per kind.
    const files = readdirSync(join(ROOT, 'src', name), { recursive: true }).map(String);
    if (files.every((file) => !file.endsWith('.ts'))) continue;
    const faces = files.filter((file) => /^([^/]+\/)?index\.ts$/.test(file));
    assert.ok(
      ROOMS_BY_KIND.has(name) ? faces.length > 0 : faces.includes('index.ts'),
      `src/${name}/index.ts is missing`,
    );
  }
});

test('a README of a room has at most 60 lines', () => {
  for (const room of Object.keys(ROOMS)) {
    const path = join(ROOT, 'src', room, 'README.md');
    if (!existsSync(path)) continue;
    const lines = readFileSync(path, 'utf8').split('\n').length - 1;
    assert.ok(lines <= 60, `src/${room}/README.md has ${lines} lines`);
  }
});

test('what the package exports and runs has a source', () => {
  const manifest = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
    bin: Record<string, string>;
    exports: Record<string, string | Record<string, string>>;
  };
  const targets = [
    ...Object.values(manifest.bin),
    ...Object.values(manifest.exports).flatMap((entry) => (typeof entry === 'string' ? [] : Object.values(entry))),
  ];
  assert.ok(targets.length >= 4);
  for (const target of targets) {
    const source = target.replace(/^(\.\/)?dist\//, 'src/').replace(/(\.d\.ts|\.js)$/, '.ts');
    assert.ok(existsSync(join(ROOT, source)), `package.json names ${target}, but there is no ${source}`);
  }
});

test('nothing but the agreed folders and config files is at the root', () => {
  const allowed = new Set(
    (
      '.ci benchmarks deploy docs examples proto python scripts src tests web ' +
      'CHANGELOG.md LICENSE README.md .dockerignore .gitignore .npmrc .oxlintrc.json biome.json knip.json package-lock.json ' +
      'package.json tsconfig.build.json tsconfig.json .git .venv .cache coverage dist node_modules .editorconfig'
    ).split(' '),
  );
  assert.deepEqual(
    readdirSync(ROOT).filter((name) => !allowed.has(name)),
    [],
  );
});
