import assert from 'node:assert/strict';
import { lstatSync, mkdirSync, mkdtempSync, readdirSync, readlinkSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { test } from 'node:test';
import {
  asyncProperty,
  constantFrom,
  assert as holds,
  array as listOf,
  oneof,
  property,
  record,
  string,
} from 'fast-check';
import { RadiantError } from '../../base/index.ts';
import { makeTar, type TarEntry } from '../archive/fixtures/make-tar.ts';
import { DEFAULT_LIMITS } from '../storage-context.ts';
import { assembleLayers, layerFile } from './assemble-layers.ts';
import { parseChallenge } from './parse-challenge.ts';

const name = oneof(
  { weight: 40, arbitrary: constantFrom('a', 'b', 'c', 'models') },
  { weight: 4, arbitrary: constantFrom('.wh.a', '.wh.models', '.wh..wh..opq') },
  { weight: 1, arbitrary: constantFrom('..', '.', '', '.wh.', '.wh...') },
);
const path = listOf(name, { minLength: 1, maxLength: 3 }).map((names) => names.join('/'));
const entry = record({
  name: path,
  type: constantFrom('0', '0', '0', '0', '1', '2', '5'),
  linkName: path,
  content: constantFrom(Buffer.from('x'), Buffer.alloc(0)),
}).map(({ content, ...rest }): TarEntry => (rest.type === '0' ? { ...rest, content } : rest));

/** Every path below a folder, links not followed. */
function walk(folder: string): string[] {
  return readdirSync(folder, { recursive: true }).map((each) => join(folder, String(each)));
}

test('whatever layers hold, nothing gets out of the folder, and every refusal is one of ours', async () => {
  let whole = 0;
  const layersOf = listOf(listOf(entry, { maxLength: 6 }), { minLength: 1, maxLength: 3 });
  await holds(
    asyncProperty(layersOf, constantFrom('', 'a', 'a/b'), async (layers, wanted) => {
      const root = mkdtempSync(join(tmpdir(), 'radiant-layers-'));
      try {
        const [from, to] = [join(root, 'from'), join(root, 'to')];
        mkdirSync(from);
        mkdirSync(to);
        const tars = layers.map((entries) => makeTar(entries));
        for (const [index, tar] of tars.entries()) writeFileSync(join(from, layerFile(index)), tar);
        const options = {
          layers: tars.map((tar) => ({
            kind: 'tar' as const,
            isImage: true,
            descriptor: { mediaType: '', digest: '', sizeBytes: tar.length, annotations: {} },
          })),
          ...{ path: wanted, shown: 'oci://x/y', limits: { ...DEFAULT_LIMITS, maxFiles: 1000 } },
        };
        const made = await assembleLayers(from, to, options).catch((thrown: unknown) => {
          assert.ok(thrown instanceof RadiantError, String((thrown as Error).stack));
          return undefined;
        });
        assert.deepEqual(
          readdirSync(root).filter((each) => each !== 'to'),
          ['from'],
        );
        if (made === undefined) return;
        whole += 1;
        const top = join(to, made);
        for (const at of lstatSync(top).isDirectory() ? walk(top) : []) {
          if (!lstatSync(at).isSymbolicLink()) continue;
          assert.ok(resolve(dirname(at), readlinkSync(at)).startsWith(`${top}/`), `${at} leads out`);
        }
      } finally {
        rmSync(root, { recursive: true });
      }
    }),
    { numRuns: 300 },
  );
  assert.ok(whole > 20, `only ${whole} were good`);
});

test('no header of a registry breaks the reader of challenges', () => {
  holds(
    property(string({ maxLength: 300 }), constantFrom('Bearer ', 'Basic ', ', Bearer realm="', ''), (text, start) => {
      const challenge = parseChallenge(start + text);
      assert.ok(challenge === undefined || typeof challenge.realm === 'string');
    }),
  );
  const begun = performance.now();
  parseChallenge(`Bearer ${'a="\\"'.repeat(100_000)}`);
  assert.ok(performance.now() - begun < 1000);
});
