import assert from 'node:assert/strict';
import { test } from 'node:test';
import { toTensor } from '../../src/models/estimators/features.ts';
import { type Estimator, loadShareableModel, openSharedModel } from '../../src/models/index.ts';
import { METHODS } from './check-case.ts';
import { readCase, readIndex, readModelFile } from './golden-model.ts';
import { toFeatures } from './to-features.ts';

/** What threads are given is cloned on its way; every kind of model must be the same model after that, to the bit. */
const entries = readIndex().filter(({ family }) => family !== 'onnx');
const kinds = Map.groupBy(entries, ({ path }) => path.split('/').slice(0, 2).join('/'));

for (const [kind, cases] of kinds) {
  test(`${kind} answers alike in another thread`, async () => {
    for (const path of new Set([cases.at(0)!.path, cases.at(-1)!.path])) {
      const recorded = readCase(path);
      const [file] = recorded.files;
      if (recorded.folder !== undefined || file === undefined) continue;
      const bytes = readModelFile(path, file);
      for (const leastBytes of [0, Number.POSITIVE_INFINITY]) {
        const model = await loadShareableModel(bytes, leastBytes);
        const before = askAll(model.estimator, recorded.inputs);
        const first = await openSharedModel(structuredClone(model.share(1)));
        const second = await openSharedModel(structuredClone(model.share(2)));
        assert.deepEqual(askAll(first, recorded.inputs), before, path);
        assert.deepEqual(askAll(second, recorded.inputs), before, path);
        assert.deepEqual(askAll(model.estimator, recorded.inputs), before, path);
      }
    }
  });
}

function askAll(model: Estimator, inputs: Parameters<typeof toFeatures>[0]): unknown {
  const x = toFeatures(inputs);
  return Object.entries(METHODS).map(([name, ask]) => {
    if (name === 'transform') return model.transform === undefined ? undefined : toTensor(model.transform(x));
    return ask(model, x);
  });
}
