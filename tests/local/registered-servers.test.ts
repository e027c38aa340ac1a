import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { createDaemonClient, findHomeFolder } from '../../src/local/index.ts';
import { launchRadiant } from '../support/start-radiant.ts';
import { addressIn, type Finished, runRadiant } from './run-radiant.ts';

const CLASS = `export class Line {
  factor;
  constructor({ factor }) {
    this.factor = factor;
  }
  predict(x) {
    return Array.from(x.data, (value) => this.factor * value);
  }
}
`;

function deployment(name: string, factor: number): string {
  return `apiVersion: machinelearning.seldon.io/v1
kind: SeldonDeployment
metadata: {name: ${name}}
spec:
  predictors:
    - name: main
      graph:
        name: line
        implementation: LINE_SERVER
        parameters: [{name: factor, type: INT, value: "${factor}"}]
`;
}

async function ask(url: string, name: string): Promise<unknown> {
  const answer = await fetch(`${url}/seldon/default/${name}/api/v1.0/predictions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{"data":{"ndarray":[1,2.5]}}',
  });
  const { data } = (await answer.json()) as { data?: { ndarray: unknown } };
  return data?.ndarray ?? answer.status;
}

describe('a server that a file registers', { timeout: 180_000 }, () => {
  let folder = '';
  let environment: Record<string, string> = {};
  let url = '';
  const file = (name: string): string => join(folder, name);
  const radiant = (...args: string[]): Promise<Finished> => runRadiant(args, environment);

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'radiant-registered-'));
    environment = { RADIANT_HOME: file('home') };
    await writeFile(file('line.mjs'), CLASS);
    await writeFile(file('servers.yaml'), 'LINE_SERVER:\n  class: ./line.mjs\n');
    await writeFile(file('line.yaml'), deployment('line', 3));
    await writeFile(file('other.yaml'), deployment('other', 5));
    await writeFile(file('later.yaml'), deployment('line', 4));
  });

  after(async () => {
    await radiant('stop');
    await rm(folder, { recursive: true, maxRetries: 5 });
  });

  test('runs under up', async () => {
    const args = ['up', '-f', 'line.yaml', '--servers', 'servers.yaml', '--host', '127.0.0.1', '--port', '0'];
    const up = launchRadiant(args, { cwd: folder, env: environment });
    try {
      const shown = new Promise<string>((resolve) => {
        up.process.stdout.on('data', () => {
          const port = /http:\/\/localhost:(\d+)/.exec(up.output())?.[1];
          if (port !== undefined) resolve(`http://127.0.0.1:${port}`);
        });
      });
      const ended = up.ended.then(({ output }) => {
        throw new Error(`it ended before it served:\n${output}`);
      });
      assert.deepEqual(await ask(await Promise.race([shown, ended]), 'line'), [3, 7.5]);
    } finally {
      up.kill('SIGKILL');
    }
  });

  test('without the file, its name is an error that says where servers are registered', async () => {
    const { code, err } = await radiant('apply', '-f', file('line.yaml'));
    assert.equal(code, 1);
    assert.match(err, /LINE_SERVER/);
    assert.match(err, /--servers/);
  });

  test('comes to the daemon with apply, by the option or by the variable', async () => {
    const first = await radiant('apply', '-f', file('line.yaml'), '--servers', file('servers.yaml'), '--port', '0');
    assert.equal(first.code, 0, first.err);
    url = addressIn(first.out) as string;
    assert.deepEqual(await ask(url, 'line'), [3, 7.5]);
    const byVariable = { ...environment, RADIANT_SERVERS: file('servers.yaml') };
    const second = await runRadiant(['apply', '-f', file('other.yaml')], byVariable);
    assert.equal(second.code, 0, second.err);
    assert.deepEqual(await ask(url, 'other'), [5, 12.5]);
  });

  test('is there when the daemon was killed and the file has gone', async () => {
    const { pid } = await createDaemonClient(findHomeFolder(environment).socket).describe();
    await rm(file('servers.yaml'));
    process.kill(pid, 'SIGKILL');
    const { out } = await radiant('get');
    for (const name of ['line', 'other']) assert.match(out, new RegExp(`default +${name} +Available`));
    url = addressIn(out) as string;
    assert.deepEqual(await ask(url, 'line'), [3, 7.5]);
    assert.equal((await radiant('scale', 'line', '--replicas', '2')).code, 0);
    assert.deepEqual(await ask(url, 'other'), [5, 12.5]);
  });

  test('diff compares with it, and delete finds the deployments of files that name it', async () => {
    await writeFile(file('servers.yaml'), 'LINE_SERVER:\n  class: ./line.mjs\n');
    const { code, out, err } = await radiant('diff', '-f', file('later.yaml'), '--servers', file('servers.yaml'));
    assert.equal(code, 1, err);
    assert.match(out, /^-.*3"?\n\+.*4"?$/m);
    const deleted = await radiant('delete', '-f', file('line.yaml'), '--servers', file('servers.yaml'));
    assert.match(deleted.out, /default\/line deleted/, deleted.err);
  });
});
