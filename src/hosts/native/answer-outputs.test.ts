import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { createLog } from '../../observe/index.ts';
import { type Component, createTensor, type Input, type Payload } from '../../payload/index.ts';
import { openNativeComponent } from './open-native-component.ts';

const MODELS = new URL('../../../tests/golden/v2/models/', import.meta.url);

function open(file: string): Promise<Component> {
  const log = createLog({ level: 'ERROR', format: 'human', stream: { write() {} } });
  return openNativeComponent({
    source: { kind: 'file', bytes: readFileSync(new URL(file, MODELS)) },
    name: 'it',
    method: undefined,
    log,
  });
}

async function ask(component: Component, outputs: readonly string[]): Promise<Payload> {
  const tensor = createTensor('float64', [2, 2], Float64Array.of(3, 1, 4, 2));
  const inputs: readonly Input[] = [{ payload: { kind: 'tensor', tensor }, names: ['bp', 'age'] }];
  const outcome = await component.call({ verb: 'predict', inputs, meta: undefined, keepLists: false, outputs });
  return outcome.payload;
}

test('a transformer that was told to give data frames answers column by column', async () => {
  const payload = await ask(await open('scaler/model.joblib'), ['transform']);
  assert.equal(payload.kind, 'tensors');
  assert.deepEqual(
    payload.kind === 'tensors' &&
      payload.tensors.map(({ name, tensor, contentType }) => [name, tensor.shape, contentType]),
    [
      ['age', [2, 1], 'pd'],
      ['bp', [2, 1], 'pd'],
    ],
  );
});

test('a data frame beside other outputs is refused', async () => {
  const component = await open('scaler/model.joblib');
  await assert.rejects(
    ask(component, ['transform', 'transform']),
    /output transform is several arrays: ask for it alone/,
  );
});
