import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { createDaemonClient, findHomeFolder } from '../../src/local/index.ts';
import { addressIn, ask, ECHO, type Finished, runRadiant } from './run-radiant.ts';
import { writeDeployment } from './write-deployment.ts';

const TIMEOUT_MS = 180_000;

describe('radiant apply and its daemon', { timeout: TIMEOUT_MS }, () => {
  let folder = '';
  let environment: Record<string, string> = {};
  let url = '';

  const radiant = (...args: string[]): Promise<Finished> => runRadiant(args, environment);
  const apply = async (file: string, ...more: string[]): Promise<Finished> => {
    const done = await radiant('apply', '-f', join(folder, file), '--class', `example/echo=${ECHO}`, ...more);
    assert.equal(done.code, 0, done.err);
    return done;
  };

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'radiant-daemon-'));
    environment = { RADIANT_HOME: join(folder, 'home') };
    await writeFile(join(folder, 'one.yaml'), writeDeployment('one', [{ name: 'a', value: 1 }]));
    await writeFile(join(folder, 'two.yaml'), writeDeployment('one', [{ name: 'a', value: 2 }]));
    await writeFile(
      join(folder, 'wrong.yaml'),
      writeDeployment('one', [{ name: 'a', value: 3 }]).replace(
        'type: MODEL',
        'type: MODEL\n      implementation: NO_SUCH_SERVER',
      ),
    );
  });

  after(async () => {
    await radiant('stop');
    await rm(folder, { recursive: true, maxRetries: 5 });
  });

  test('says what to do while nothing is deployed', async () => {
    const { code, err } = await radiant('get');
    assert.equal(code, 1);
    assert.match(err, /nothing is deployed on this machine: radiant apply -f FILE/);
  });

  test('apply starts the daemon, which answers on the paths of a cluster', async () => {
    const { out } = await apply('one.yaml', '--port', '0');
    assert.match(out, /seldondeployment default\/one created: http:\/\/localhost:\d+\/seldon\/default\/one\/api/);
    url = addressIn(out) as string;
    assert.equal(await ask(url, 'one'), 1);
    assert.match((await radiant('get')).out, /default +one +Available +1 +a 100%/);
    assert.match((await radiant('describe', 'one')).out, /echo: .*echo-model\.ts/);
  });

  test('diff tells what apply would change, and apply changes it', async () => {
    const { code, out } = await radiant('diff', '-f', join(folder, 'two.yaml'));
    assert.equal(code, 1);
    assert.match(out, /^-.*1"?\n\+.*2"?$/m);
    await apply('two.yaml');
    assert.equal(await ask(url, 'one'), 2);
    assert.equal((await radiant('diff', '-f', join(folder, 'two.yaml'))).code, 0);
  });

  test('a change that cannot be started leaves what runs as it was', async () => {
    const { code, err } = await radiant('apply', '-f', join(folder, 'wrong.yaml'), '--class', `other=${ECHO}`);
    assert.equal(code, 1);
    assert.notEqual(err, '');
    assert.equal(await ask(url, 'one'), 2);
  });

  test('rollout goes back to an earlier version', async () => {
    assert.match((await radiant('rollout', 'history', 'one')).out, /1 .*\n2 .*current/);
    assert.equal((await radiant('rollout', 'undo', 'one')).code, 0);
    assert.equal(await ask(url, 'one'), 1);
    assert.match((await radiant('rollout', 'status', 'one')).out, /version 3: Available/);
  });

  test('scale keeps what was applied', async () => {
    assert.equal((await radiant('scale', 'one', '--replicas', '2')).code, 0);
    assert.match((await radiant('describe', 'one')).out, /2 replicas/);
    assert.equal(await ask(url, 'one'), 1);
  });

  test('a daemon that was killed comes back with everything', async () => {
    const home = findHomeFolder(environment);
    const { pid } = await createDaemonClient(home.socket).describe();
    process.kill(pid, 'SIGKILL');
    const { out } = await radiant('get');
    assert.match(out, /default +one +Available +4/);
    url = addressIn(out) as string;
    assert.equal(await ask(url, 'one'), 1);
  });

  test('logs shows what a deployment said', async () => {
    const log = await readFile(findHomeFolder(environment).log, 'utf8');
    assert.ok(
      log.split('\n').every((line) => line === '' || line.startsWith('{')),
      'every line is an object',
    );
    assert.equal((await radiant('logs', '--tail', '1')).out.trim().split('\n').length, 1);
  });

  test('delete takes it away', async () => {
    assert.match((await radiant('delete', '-f', join(folder, 'two.yaml'))).out, /default\/one deleted/);
    assert.match((await radiant('get')).out, /nothing is deployed/);
    await assert.rejects(ask(url, 'one'), /404/);
  });
});
