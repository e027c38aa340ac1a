import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MICROSERVICE_OPTIONS } from './microservice/options.table.ts';
import { COMMANDS } from './registry.ts';
import { runCli } from './run-cli.ts';

async function run(line: string, programName = 'radiant', colour = false) {
  let out = '';
  let err = '';
  const code = await runCli(
    line.split(' ').filter((word) => word !== ''),
    {
      environment: { RADIANT_ANNOTATIONS_PATH: '/nowhere/annotations' },
      writeOut: (text) => {
        out += text;
      },
      writeErr: (text) => {
        err += text;
      },
      colour,
      programName,
    },
  );
  return { code, out, err };
}

const CASES: readonly { line: string; programName?: string; code: number; out?: RegExp; err?: RegExp }[] = [
  { line: '--version', code: 0, out: /^\d+\.\d+\.\d+\n$/ },
  { line: '-V', code: 0, out: /^\d+\.\d+\.\d+\n$/ },
  { line: '--help', code: 0, out: /Examples:/ },
  { line: 'help', code: 0, out: /Commands:/ },
  { line: 'help microservice', code: 0, out: /interface_name/ },
  { line: '', code: 2, err: /Commands:/ },
  { line: 'microservce X', code: 2, err: /unknown command microservce; did you mean radiant microservice\?/ },
  { line: 'schema', code: 0, out: /^\{\n.*"title": "SeldonDeployment"/s },
  { line: 'schema now', code: 2, err: /Usage: radiant schema/ },
  {
    line: 'up',
    code: 2,
    err: /\nradiant: required option '-f, --filename <name\.\.\.>' not specified; radiant up --help shows what it takes\n$/,
  },
  { line: 'inspect --jsn x', code: 255, err: /\nradiant: unknown option '--jsn'; \(Did you mean --json\?\)\n$/ },
  { line: 'help nothing', code: 2, err: /unknown command nothing/ },
  { line: 'constructor', code: 2, err: /unknown command constructor/ },
  { line: 'src.a.Model', code: 2, err: /to serve a class: radiant microservice src\.a\.Model/ },
  { line: '--bogus', code: 255, err: /unknown option --bogus/ },
  { line: 'microservice', code: 2, err: /Usage: radiant microservice .*\n.*interface_name is missing/ },
  { line: 'microservice --help', code: 0, out: /Examples:/ },
  { line: 'microservice M --http-port abc', code: 2, err: /Usage: .*\n.*--http-port/ },
  { line: 'microservice M REST', code: 255, err: /unknown argument REST/ },
  {
    line: '',
    programName: 'seldon-core-microservice',
    code: 2,
    err: /Usage: seldon-core-microservice .*\n.*interface_name/,
  },
  { line: '--help', programName: 'seldon-core-microservice', code: 0, out: /Usage: seldon-core-microservice/ },
  { line: 'M --bogus', programName: 'seldon-core-microservice', code: 255, err: /--bogus/ },
];

for (const { line, programName = 'radiant', code, out = /^$/, err = /^$/ } of CASES) {
  test(`${programName} ${line} ends with ${code}`, async () => {
    const result = await run(line, programName);
    assert.equal(result.code, code);
    assert.match(result.out, out);
    assert.match(result.err, err);
  });
}

test('the help of the microservice names every option, its default and its variable', async () => {
  const { out } = await run('microservice --help');
  const text = out.replace(/\s+/g, ' ');
  for (const { name } of MICROSERVICE_OPTIONS) assert.ok(text.includes(`--${name} `), name);
  assert.match(text, /default 9000; variable PREDICTIVE_UNIT_HTTP_SERVICE_PORT/);
});

test('the help has colours only where they are wanted', async () => {
  assert.ok((await run('--help', 'radiant', true)).out.includes('\u001b['));
  assert.ok(!(await run('--help')).out.includes('\u001b['));
});

test('every command has a help with an example', async () => {
  for (const name of Object.keys(COMMANDS)) assert.match((await run(`${name} --help`)).out, /Examples:/);
});
