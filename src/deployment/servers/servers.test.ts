import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { packageFile, RadiantError } from '../../base/index.ts';
import type { PredictiveUnit } from '../types.ts';
import { DEFAULT_SERVERS, findRuntime, findServer, isBuiltIn, isPrepackaged } from './find-server.ts';
import { readServerCatalogue } from './read-catalogue.ts';

function unit(implementation: string): PredictiveUnit {
  return { name: 'm', children: [], parameters: [], implementation };
}

for (const [name, server] of Object.entries(DEFAULT_SERVERS)) {
  test(`the catalogue's ${name} has a runtime, images with versions, and parameters of different names`, () => {
    const runtimes = Object.values(server.runtimes);
    assert.ok(runtimes.length > 0);
    for (const { image, runtime } of runtimes) assert.match(`${runtime} ${image}`, /^[a-z]+ [a-z0-9/-]+:[\w.-]+$/);
    const names = server.parameters.map((parameter) => parameter.name);
    assert.equal(new Set(names).size, names.length);
    assert.ok(isPrepackaged(unit(name)) && findServer(unit(name)) === server);
  });
}

test('servers are looked up by protocol, and kfserving is v2', () => {
  const server = findServer(unit('SKLEARN_SERVER'));
  assert.ok(server);
  assert.equal(findRuntime(server, undefined)?.defaultMethod, 'predict_proba');
  assert.equal(findRuntime(server, 'kfserving')?.defaultMethod, 'predict');
  assert.equal(findRuntime(server, 'tensorflow'), undefined);
});

test('built-in units, empty words and names of objects are no servers', () => {
  for (const word of ['RANDOM_ABTEST', 'UNKNOWN_IMPLEMENTATION', '']) assert.equal(isPrepackaged(unit(word)), false);
  assert.ok(isBuiltIn(unit('AVERAGE_COMBINER')));
  for (const word of ['toString', '__proto__', 'constructor']) {
    assert.equal(findServer(unit(word)), undefined);
    assert.equal(isBuiltIn(unit(word)), false);
  }
});

test("an operator's configuration makes a catalogue of its own", () => {
  const servers = readServerCatalogue({
    MINE: { protocols: { seldon: { image: 'reg/mine' }, kfserving: { image: 'reg/v2', defaultImageVersion: '3' } } },
    SKLEARN_SERVER: { protocols: { seldon: { image: 'reg/sk', defaultImageVersion: '1' } } },
  });
  assert.equal(findRuntime(servers.MINE!, 'v2')?.image, 'reg/v2:3');
  assert.equal(findRuntime(servers.MINE!, 'seldon')?.runtime, 'custom');
  assert.deepEqual(findRuntime(servers.SKLEARN_SERVER!, 'seldon'), {
    runtime: 'sklearn',
    image: 'reg/sk:1',
    files: ['model.joblib'],
    defaultMethod: 'predict_proba',
  });
});

for (const { given, says } of [
  { given: [], says: /predictor_servers must be an object/ },
  { given: { A: 1 }, says: /predictor_servers\.A must be an object/ },
  { given: { A: { protocols: { soap: {} } } }, says: /has no protocol soap/ },
  { given: { A: { protocols: { v2: { image: 1 } } } }, says: /A\.protocols\.v2\.image must be a text/ },
]) {
  test(`the configuration ${JSON.stringify(given)} is refused, naming the place`, () => {
    assert.throws(
      () => readServerCatalogue(given),
      (thrown) => thrown instanceof RadiantError && says.test(thrown.message),
    );
  });
}

test("servers that Seldon Core has no image of name Radiant's own, in the version of the package", () => {
  const { version } = JSON.parse(readFileSync(packageFile('package.json'), 'utf8')) as { version: string };
  for (const name of ['CATBOOST_SERVER', 'LIGHTGBM_SERVER', 'ONNX_SERVER']) {
    assert.equal(DEFAULT_SERVERS[name]?.runtimes.seldon?.image, `radiant:${version}`);
  }
});
