import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { readDeployments, type SeldonDeployment } from '../../src/deployment/index.ts';
import { openJavascriptComponent } from '../../src/hosts/javascript/index.ts';
import { type LocalControl, openLocalControl } from '../../src/local/index.ts';
import { createLog } from '../../src/observe/index.ts';
import { openIngress, type RunningIngress } from '../../src/server/index.ts';
import { ask, ECHO } from './run-radiant.ts';
import { writeDeployment } from './write-deployment.ts';

const CHANGES = 100;
const CALLERS = 8;
const CONTEXT = { images: new Map([['echo', { class: ECHO, folder: '/' }]]), objects: new Map(), cwd: '/' };

function read(yaml: string): SeldonDeployment {
  const parsed = readDeployments(yaml).deployments[0]?.parsed;
  assert.ok(parsed?.ok === true);
  return parsed.deployment;
}

describe('changes of a deployment under load', { timeout: 120_000 }, () => {
  const log = createLog({ level: 'ERROR', format: 'human', stream: process.stderr });
  let control: LocalControl;
  let ingress: RunningIngress;
  let url = '';

  before(async () => {
    control = openLocalControl({
      openNode: ({ unit }) =>
        openJavascriptComponent({
          file: ECHO,
          exportName: undefined,
          parameters: unit.parameters.map(({ name, value }) => ({ name, value: Number(value) })),
          cwd: '/',
          log,
        }),
      environment: {},
      cacheDir: '/nonexistent',
      hasEngine: async () => false,
      log,
      onProgress: () => {},
    });
    ingress = await openIngress({ routes: control.routes, host: '127.0.0.1', port: 0, log });
    url = `http://127.0.0.1:${ingress.port}`;
  });

  after(async () => {
    await ingress.close(AbortSignal.timeout(1000));
    await control.close(AbortSignal.timeout(1000));
  });

  test(`${CHANGES} new versions lose no request, and each answers as soon as apply has ended`, async () => {
    await control.apply(read(writeDeployment('one', [{ name: 'a', value: 0 }])), CONTEXT);
    let isOver = false;
    const failures: string[] = [];
    let answered = 0;
    const callers = Array.from({ length: CALLERS }, async () => {
      while (!isOver) {
        await ask(url, 'one').then(
          () => answered++,
          (thrown: unknown) => failures.push(String(thrown)),
        );
      }
    });
    for (let version = 1; version <= CHANGES; version++) {
      await control.apply(read(writeDeployment('one', [{ name: 'a', value: version }])), CONTEXT);
      assert.equal(await ask(url, 'one'), version);
    }
    isOver = true;
    await Promise.all(callers);
    assert.deepEqual(failures, []);
    assert.ok(answered > CHANGES, `${answered} answers`);
  });

  test('a canary gets its share without the main predictor being started anew', async () => {
    const main = { name: 'a', value: 1, traffic: 90 };
    const before = await control.apply(read(writeDeployment('two', [{ ...main, traffic: 100 }])), CONTEXT);
    const applied = await control.apply(
      read(writeDeployment('two', [main, { name: 'canary', value: 2, traffic: 10 }])),
      CONTEXT,
    );
    assert.equal(applied.predictors[0]?.routed, before.predictors[0]?.routed);
    const answers = await Promise.all(Array.from({ length: 600 }, () => ask(url, 'two')));
    const share = answers.filter((value) => value === 2).length / answers.length;
    // Five standard deviations.
    assert.ok(Math.abs(share - 0.1) < 5 * Math.sqrt((0.1 * 0.9) / answers.length), `${share}`);
  });

  test('a deployment that cannot be started changes nothing, and says why in the list', async () => {
    await control.apply(read(writeDeployment('three', [{ name: 'a', value: 1 }])), CONTEXT);
    const wrong = read(writeDeployment('three', [{ name: 'a', value: 2 }]));
    await assert.rejects(
      control.apply(wrong, { ...CONTEXT, images: new Map() }),
      /image example\/echo:1 cannot be run here.*--class echo=/,
    );
    assert.equal(await ask(url, 'three'), 1);
    assert.equal(control.find('default', 'three')?.state, 'Failed');
  });
});
