import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { readDeploymentFiles } from './read-deployment-files.ts';

function write(name: string, more = ''): string {
  return `apiVersion: machinelearning.seldon.io/v1
kind: SeldonDeployment
metadata: {name: ${name}}
spec:
  predictors:
  - name: default
    graph: {name: clf, implementation: SKLEARN_SERVER, modelUri: gs://a/b}
${more}`;
}

describe('deployments are read', () => {
  let folder = '';
  let url = '';
  const noStdin = (): Promise<string> => Promise.reject(new Error('nobody asked for it'));
  const server = createServer((req, res) => {
    if (req.url === '/x.yaml') res.end(write('address'));
    else res.writeHead(404).end();
  });
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'radiant-files-'));
    await writeFile(join(folder, 'b.yaml'), `${write('b1')}---\n${write('b2')}`);
    await writeFile(join(folder, 'a.yml'), write('a'));
    await writeFile(join(folder, 'notes.txt'), 'no deployment');
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  after(async () => {
    server.close();
    await rm(folder, { recursive: true });
  });

  const names = async (words: readonly string[], stdin = noStdin): Promise<readonly unknown[]> =>
    (await readDeploymentFiles(words, stdin)).deployments.map(({ deployment }) => deployment.metadata.name);

  test('from a folder: its YAML and JSON files by name, and all documents of each', async () => {
    assert.deepEqual(await names([folder]), ['a', 'b1', 'b2']);
  });

  test('from an address, the standard input and a file together', async () => {
    const stdin = async (): Promise<string> => write('stdin');
    assert.deepEqual(await names([`${url}/x.yaml`, '-', join(folder, 'a.yml')], stdin), ['address', 'stdin', 'a']);
  });

  const refused = [
    {
      name: 'a file that is not there',
      words: () => [join(folder, 'none.yaml')],
      says: /none\.yaml cannot be read: there is no such file/,
    },
    { name: 'an address that is not there', words: () => [`${url}/none`], says: /answers with status 404/ },
    { name: 'nothing', words: () => ['-'], says: /there is no SeldonDeployment in -/ },
  ];
  for (const { name, words, says } of refused) {
    test(`but not from ${name}`, async () => {
      await assert.rejects(
        readDeploymentFiles(words(), async () => ''),
        says,
      );
    });
  }

  test('with a warning of explainers, which do not run here', async () => {
    const text = write('x', '    explainer: {type: AnchorTabular, modelUri: gs://a/c}\n');
    const { deployments, warnings } = await readDeploymentFiles(['-'], async () => text);
    assert.equal(deployments.length, 1);
    assert.match(warnings.join(), /predictor default: its explainer AnchorTabular does not run on this machine yet/);
  });
});
