import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { seldonMessageFromJson } from '../../src/protocols/seldon/index.ts';
import { openGrpcConnection } from '../support/grpc-connection.ts';
import { runRadiant, startRadiant } from '../support/start-radiant.ts';

const run = promisify(execFile);
const CLASSES = fileURLToPath(new URL('../golden/classes/', import.meta.url));
const EXAMPLE = fileURLToPath(new URL('../../examples/cluster/', import.meta.url));
const PORTS = ['--http-port', '0', '--grpc-port', '0', '--metrics-port', '0'];
const TIMEOUT = { timeout: 60_000 };
const INVALID_ARGUMENT = 3;

test('a Python without numpy is named together with the command that mends it', TIMEOUT, async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'radiant no numpy-'));
  t.after(() => rm(folder, { recursive: true }));
  await run('python3', ['-m', 'venv', '--without-pip', folder]);
  const { code, output } = await runRadiant(['microservice', 'EchoModel', ...PORTS], {
    cwd: CLASSES,
    env: { VIRTUAL_ENV: folder, RADIANT_PYTHON: undefined },
  });
  assert.equal(code, 1, output);
  assert.match(output, /^radiant: Python \S+ \(.*radiant no numpy-.*\) has no numpy: run .* -m pip install numpy/m);
  assert.doesNotMatch(output, /Traceback/);
});

test('a package that the class imports is named together with the command that mends it', TIMEOUT, async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'radiant-import-'));
  t.after(() => rm(folder, { recursive: true }));
  await writeFile(join(folder, 'Needy.py'), 'import no_such_package\n\n\nclass Needy:\n    pass\n');
  const { code, output } = await runRadiant(['microservice', 'Needy', ...PORTS], { cwd: folder });
  assert.equal(code, 1, output);
  assert.match(output, /^radiant: module Needy needs no_such_package, which is not installed.* -m pip install/m);
  assert.match(output, /File ".*Needy\.py", line 1/);
});

test('a wrong class name is answered with the names that there are', TIMEOUT, async () => {
  const { code, output } = await runRadiant(['microservice', 'EchoModel.Ecko', ...PORTS], { cwd: CLASSES });
  assert.equal(code, 1, output);
  assert.match(output, /^radiant: module EchoModel has no attribute Ecko; its classes are: EchoModel$/m);
});

test('a forgotten return is told over gRPC as it is over REST', TIMEOUT, async (t) => {
  const server = await startRadiant(['src.forgotten_return.ClusterModel'], { cwd: EXAMPLE });
  t.after(() => server.kill('SIGKILL'));
  const connection = await openGrpcConnection(server.grpcPort);
  const message = seldonMessageFromJson('SeldonMessage', { data: { ndarray: [[1, 2]] } });
  const { code, details } = await connection.call('/seldon.protos.Model/Predict', message);
  connection.close();
  assert.equal(code, INVALID_ARGUMENT, details);
  assert.match(details, /None/);
  assert.match(details, /return/);
});
