import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import type { CliIo } from '../cli-io.ts';
import { MICROSERVICE_COMMAND } from './microservice-command.ts';
import { parseArguments } from './parse-arguments.ts';
import { resolveSettings } from './resolve-settings.ts';
import type { MicroserviceSettings } from './settings.ts';

const NO_ANNOTATIONS = { RADIANT_ANNOTATIONS_PATH: '/nowhere/annotations' };

function resolve(line: string, environment: Record<string, string> = {}): Promise<MicroserviceSettings> {
  const io: CliIo = {
    environment,
    writeOut: () => undefined,
    writeErr: () => undefined,
    colour: false,
    programName: 'radiant',
  };
  const args = line.split(' ').filter((word) => word !== '');
  return resolveSettings(parseArguments(args, io, MICROSERVICE_COMMAND), { ...NO_ANNOTATIONS, ...environment });
}

test('resolveSettings has the defaults of Seldon', async () => {
  const settings = await resolve('EchoModel');
  const { httpPort, grpcPort, metricsPort, workers, serviceType, logLevel, parameters, timeoutMs, notes, host } =
    settings;
  assert.deepEqual(
    { httpPort, grpcPort, metricsPort, workers, serviceType, logLevel, parameters, timeoutMs, notes, host },
    {
      httpPort: 9000,
      grpcPort: 5000,
      metricsPort: 6000,
      workers: 1,
      serviceType: 'MODEL',
      logLevel: 'INFO',
      parameters: [],
      timeoutMs: 300_000,
      notes: [],
      host: '0.0.0.0',
    },
  );
});

const CASES: readonly {
  name: string;
  line: string;
  environment?: Record<string, string>;
  expect: Partial<MicroserviceSettings>;
}[] = [
  {
    name: 'variables set what no option sets',
    line: 'M',
    environment: {
      PREDICTIVE_UNIT_HTTP_SERVICE_PORT: '9001',
      PREDICTIVE_UNIT_GRPC_SERVICE_PORT: '5001',
      PREDICTIVE_UNIT_METRICS_SERVICE_PORT: '6001',
      GUNICORN_WORKERS: '3',
      GUNICORN_ACCESS_LOG: 'true',
    },
    expect: { httpPort: 9001, grpcPort: 5001, metricsPort: 6001, workers: 3, accessLog: true },
  },
  {
    name: 'an option is stronger than its variable',
    line: 'M --http-port 9100',
    environment: { PREDICTIVE_UNIT_HTTP_SERVICE_PORT: '9001' },
    expect: { httpPort: 9100 },
  },
  {
    name: 'the variable of the log level is stronger than the option',
    line: 'M --log-level DEBUG',
    environment: { SELDON_LOG_LEVEL: 'warning' },
    expect: { logLevel: 'WARNING' },
  },
  {
    name: 'the log level may be any name that Python has',
    line: 'M',
    environment: { SELDON_LOG_LEVEL: 'CRITICAL' },
    expect: { logLevel: 'ERROR' },
  },
  { name: 'an option abbreviated as for Seldon', line: 'M --log DEBUG', expect: { logLevel: 'DEBUG' } },
  { name: '--debug raises the log level', line: 'M --debug', expect: { logLevel: 'DEBUG' } },
  { name: '--debug yields to a given level', line: 'M --debug --log-level ERROR', expect: { logLevel: 'ERROR' } },
  { name: 'no gRPC workers is no gRPC', line: 'M --grpc-workers 0', expect: { grpcPort: undefined } },
  { name: 'a value after an equals sign', line: 'M --http-port=9100', expect: { httpPort: 9100 } },
  {
    name: 'an abbreviated option',
    line: 'M --http-po 9100 --metrics=6100',
    expect: { httpPort: 9100, metricsPort: 6100 },
  },
  {
    name: 'OUTPUT_TRANSFORMER',
    line: 'M --service-type OUTPUT_TRANSFORMER',
    expect: { serviceType: 'OUTPUT_TRANSFORMER' },
  },
  { name: 'the option before the name', line: '--http-port 9100 M', expect: { httpPort: 9100, interfaceName: 'M' } },
  {
    name: 'an empty variable is none',
    line: 'M',
    environment: { PREDICTIVE_UNIT_HTTP_SERVICE_PORT: '' },
    expect: { httpPort: 9000 },
  },
  {
    name: 'an image says by variables what it serves',
    line: '',
    environment: { MODEL_NAME: 'src.m.Model', SERVICE_TYPE: 'ROUTER', API_TYPE: 'REST', PERSISTENCE: '0' },
    expect: {
      interfaceName: 'src.m.Model',
      serviceType: 'ROUTER',
      notes: [
        'API_TYPE=REST has no effect: REST and gRPC are both served',
        'PERSISTENCE=0 has no effect: a model is not saved',
      ],
    },
  },
  {
    name: 'an interface name makes the variables of an image silent',
    line: 'M',
    environment: { MODEL_NAME: 'Other', SERVICE_TYPE: 'ROUTER', API_TYPE: 'REST' },
    expect: { interfaceName: 'M', serviceType: 'MODEL', notes: [] },
  },
  {
    name: 'what has no effect is said once and only when it was changed',
    line: 'M --threads 4 --keepalive 2 --tracing --persistence 0',
    environment: { GUNICORN_MAX_REQUESTS: '50' },
    expect: {
      notes: [
        'GUNICORN_MAX_REQUESTS has no effect: workers are replaced when they crash or hang, not by count',
        '--threads has no effect: a worker computes one call at a time; use --workers',
        '--tracing has no effect: traces are not sent by this version',
      ],
    },
  },
];

for (const { name, line, environment, expect } of CASES) {
  test(`resolveSettings: ${name}`, async () => {
    const settings = await resolve(line, environment);
    const chosen = Object.fromEntries(
      Object.keys(expect).map((key) => [key, settings[key as keyof MicroserviceSettings]]),
    );
    assert.deepEqual(chosen, expect);
  });
}

const REFUSED: readonly { line: string; environment?: Record<string, string>; reason: string; says: RegExp }[] = [
  { line: '', reason: 'USAGE', says: /interface_name is missing/ },
  { line: '--http-port 9100', reason: 'USAGE', says: /interface_name is missing/ },
  { line: 'M --http-port abc', reason: 'USAGE', says: /--http-port must be a port number from 0 to 65535, not "abc"/ },
  { line: 'M --http-port', reason: 'USAGE', says: /--http-port/ },
  { line: 'M --service-type BOGUS', reason: 'USAGE', says: /--service-type must be one of MODEL/ },
  { line: 'M --log-level LOUD', reason: 'USAGE', says: /--log-level .* "LOUD"/ },
  { line: 'M --workers two', reason: 'USAGE', says: /--workers/ },
  { line: 'M --keepalive 1.5', reason: 'USAGE', says: /--keepalive/ },
  { line: 'M --tracing x', reason: 'USAGE', says: /--tracing/ },
  { line: 'M REST', reason: 'UNKNOWN_ARGUMENT', says: /unknown argument REST; both REST and gRPC are always served/ },
  { line: 'M --no-such-option', reason: 'UNKNOWN_ARGUMENT', says: /unknown argument --no-such-option/ },
  { line: 'M --htpp-port 1', reason: 'UNKNOWN_ARGUMENT', says: /did you mean --http-port\?/ },
  { line: '--nope M', reason: 'UNKNOWN_ARGUMENT', says: /unknown argument --nope/ },
  { line: '--nope', reason: 'USAGE', says: /interface_name/ },
  {
    line: 'M',
    environment: { SELDON_LOG_LEVEL: 'LOUD' },
    reason: 'BAD_ENVIRONMENT',
    says: /SELDON_LOG_LEVEL .* "LOUD"/,
  },
  { line: 'M', environment: { GUNICORN_WORKERS: 'two' }, reason: 'BAD_ENVIRONMENT', says: /GUNICORN_WORKERS/ },
  { line: 'M', environment: { PREDICTOR_LABELS: '[]' }, reason: 'BAD_ENVIRONMENT', says: /PREDICTOR_LABELS/ },
  {
    line: 'M',
    environment: { PREDICTIVE_UNIT_PARAMETERS: '[{' },
    reason: 'BAD_PARAMETERS',
    says: /PREDICTIVE_UNIT_PARAMETERS is not JSON/,
  },
];

for (const { line, environment, reason, says } of REFUSED) {
  test(`resolveSettings refuses "${line}" ${JSON.stringify(environment ?? {})}`, async () => {
    // parseArguments throws at once, resolveSettings rejects.
    await assert.rejects(async () => resolve(line, environment), { name: 'RadiantError', reason, message: says });
  });
}

test('resolveSettings obeys annotations where neither option nor variable is given', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'radiant-annotations-'));
  t.after(() => rm(folder, { recursive: true }));
  const path = join(folder, 'annotations');
  await writeFile(path, 'seldon.io/rest-timeout="1500"\nseldon.io/grpc-max-message-size="4096"\nother="x=\\"y\\""\n');
  const environment = { RADIANT_ANNOTATIONS_PATH: path };
  const settings = await resolve('M', environment);
  assert.equal(settings.timeoutMs, 1500);
  assert.equal(settings.maxMessageBytes, 4096);
  const given = await resolve('M --timeout 2 --max-message-size 1mb', environment);
  assert.equal(given.timeoutMs, 2000);
  assert.equal(given.maxMessageBytes, 1024 * 1024);
  await writeFile(path, 'seldon.io/rest-timeout="soon"\n');
  const wrong = await resolve('M', environment);
  assert.equal(wrong.timeoutMs, 300_000);
  assert.match(wrong.notes[0] ?? '', /seldon\.io\/rest-timeout is ignored: "soon"/);
});
