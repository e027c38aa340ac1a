import assert from 'node:assert/strict';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { NEEDS_PYTHON } from '../support/needs-python.ts';
import { launchRadiant, type RunningRadiant, runRadiant, startRadiant } from '../support/start-radiant.ts';

const FIXTURES = fileURLToPath(new URL('fixtures/', import.meta.url));
const CLASSES = fileURLToPath(new URL('../golden/classes/', import.meta.url));

/** A request that takes so long; resolves when the server has it. */
async function ask(server: RunningRadiant, waitMs: number): Promise<{ readonly answer: Promise<Response> }> {
  const answer = fetch(`http://127.0.0.1:${server.httpPort}/api/v1.0/predictions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ jsonData: { waitMs } }),
  });
  answer.catch(() => undefined);
  // Requests are taken in the order in which they come: an answer to a later one says that the first is under way.
  await (await fetch(`http://127.0.0.1:${server.httpPort}/health/ping`)).text();
  return { answer };
}

test('SIGTERM lets a request in flight end, then the program ends with 0', async (t) => {
  const server = await startRadiant(['./slow-model.ts'], { cwd: FIXTURES });
  t.after(() => server.kill('SIGKILL'));
  const { answer } = await ask(server, 800);
  server.kill('SIGTERM');
  assert.equal((await answer).status, 200);
  assert.equal((await server.ended).code, 0);
});

test('a request longer than the grace period is cut, and the exit code is 0 all the same', async (t) => {
  const server = await startRadiant(['./slow-model.ts', '--grace-period', '300ms'], { cwd: FIXTURES });
  t.after(() => server.kill('SIGKILL'));
  const { answer } = await ask(server, 600_000);
  server.kill('SIGTERM');
  await assert.rejects(answer);
  assert.equal((await server.ended).code, 0, server.output());
});

test('a second signal ends the program at once', async (t) => {
  const server = await startRadiant(['./slow-model.ts'], { cwd: FIXTURES });
  t.after(() => server.kill('SIGKILL'));
  await ask(server, 600_000);
  server.kill('SIGTERM');
  while (!server.output().includes('in flight have')) await once(server.process.stderr!, 'data');
  // Signals that come right after the first count as its echo, so this one is repeated until it is heard.
  const repeat = setInterval(() => server.kill('SIGINT'), 20);
  t.after(() => clearInterval(repeat));
  assert.equal((await server.ended).code, 130);
});

for (const option of ['--http-port', '--grpc-port', '--metrics-port']) {
  test(`a port in use ends the start with its number and ${option}`, async (t) => {
    const blocker = createServer().listen(0, '127.0.0.1');
    await once(blocker, 'listening');
    t.after(() => blocker.close());
    const { port } = blocker.address() as { port: number };
    const ports = { '--http-port': 0, '--grpc-port': 0, '--metrics-port': 0, [option]: port };
    const args = Object.entries(ports).flatMap(([name, value]) => [name, String(value)]);
    const { code, output } = await runRadiant(['microservice', './slow-model.ts', '--host', '127.0.0.1', ...args], {
      cwd: FIXTURES,
    });
    assert.equal(code, 1, output);
    assert.ok(output.includes(String(port)) && output.includes(option), output);
  });
}

test('the banner names the addresses, the doc page and a line to copy', async (t) => {
  const ports = ['--http-port', '0', '--grpc-port', '0', '--metrics-port', '0'];
  const running = launchRadiant(['microservice', './slow-model.ts', '--host', '127.0.0.1', ...ports], {
    cwd: FIXTURES,
  });
  t.after(() => running.kill('SIGKILL'));
  while (!running.output().includes('Ctrl-C')) await once(running.process.stdout!, 'data');
  const banner = running.output();
  assert.match(banner, /REST +http:\/\/127\.0\.0\.1:\d+\/api\/v1\.0\/predictions/);
  assert.match(banner, /doc page +http:\/\/127\.0\.0\.1:\d+\/api\/v1\.0\/doc\//);
  assert.match(banner, /gRPC +127\.0\.0\.1:\d+/);
  assert.match(banner, /metrics +http:\/\/127\.0\.0\.1:\d+\/metrics .*scrape/);
  assert.match(banner, /curl -s http:\/\/127\.0\.0\.1:\d+\/api\/v1\.0\/predictions/);
  assert.ok(!banner.includes('\u001b'), 'a pipe gets no colours');
});

const FAILURES: readonly {
  name: string;
  args: readonly string[];
  code: number;
  says: RegExp;
  left?: typeof NEEDS_PYTHON;
}[] = [
  { name: 'a module that is not there', args: ['NoSuchModule'], code: 1, says: /NoSuchModule/, left: NEEDS_PYTHON },
  {
    name: 'a class that is not there',
    args: ['EchoModel.NoSuchClass'],
    code: 1,
    says: /NoSuchClass/,
    left: NEEDS_PYTHON,
  },
  {
    name: 'a constructor that raises',
    args: ['InitErrorModel'],
    code: 1,
    says: /Traceback[\s\S]*cannot construct/,
    left: NEEDS_PYTHON,
  },
  { name: 'a load that raises', args: ['LoadErrorModel'], code: 3, says: /cannot load/, left: NEEDS_PYTHON },
  {
    name: 'a parameter that does not fit',
    args: ['EchoModel', '--parameters', '[{"name":"zz","value":"1","type":"INT"}]'],
    code: 1,
    says: /takes no arguments/,
    left: NEEDS_PYTHON,
  },
  {
    name: 'a Python that is not there',
    args: ['EchoModel', '--python', '/nowhere/python'],
    code: 1,
    says: /\/nowhere\/python/,
  },
  { name: 'a JavaScript file that is not there', args: ['./nothing.ts'], code: 1, says: /nothing\.ts/ },
];

for (const { name, args, code, says, left } of FAILURES) {
  test(`${name} ends the start with ${code}`, { ...left }, async () => {
    const ended = await runRadiant(
      ['microservice', ...args, '--http-port', '0', '--grpc-port', '0', '--metrics-port', '0'],
      {
        cwd: CLASSES,
      },
    );
    assert.equal(ended.code, code, ended.output);
    assert.match(ended.output, says);
    assert.match(ended.output, /^radiant: \S/m);
  });
}

test('the pid file holds the process id while the service runs', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'radiant-pid-'));
  t.after(() => rm(folder, { recursive: true }));
  const path = join(folder, 'pid');
  const server = await startRadiant(['./slow-model.ts', '--pidfile', path], { cwd: FIXTURES });
  t.after(() => server.kill('SIGKILL'));
  assert.equal(Number(await readFile(path, 'utf8')), server.process.pid);
  server.kill('SIGTERM');
  await server.ended;
  assert.equal(existsSync(path), false);
});

test('--workers starts server processes that share the ports and one metrics page, and all end on SIGTERM', async (t) => {
  const server = await startRadiant(['./slow-model.ts', '--workers', '2'], { cwd: FIXTURES });
  t.after(() => server.kill('SIGKILL'));
  for (let call = 0; call < 6; call++) assert.equal((await (await ask(server, 0)).answer).status, 200);
  const { answer } = await ask(server, 500);
  const page = await (await fetch(`http://127.0.0.1:${server.metricsPort}/metrics`)).text();
  assert.match(page, /radiant_requests_total/);
  server.kill('SIGTERM');
  assert.equal((await answer).status, 200);
  assert.equal((await server.ended).code, 0, server.output());
});

test('a class that cannot be loaded ends the start of many workers once, with its own code', async () => {
  const ended = await runRadiant(['microservice', './nothing.ts', '--workers', '3', '--http-port', '0'], {
    cwd: FIXTURES,
  });
  assert.equal(ended.code, 1, ended.output);
  assert.equal(ended.output.match(/^radiant: /gm)?.length, 1, ended.output);
});
