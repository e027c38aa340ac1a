import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, type TestContext, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { RadiantError } from '../../src/base/index.ts';
import { runCli } from '../../src/cli/run-cli.ts';
import { makeTar } from '../../src/storage/archive/fixtures/make-tar.ts';
import { makeZip } from '../../src/storage/archive/fixtures/make-zip.ts';
import { downloadModel, type FetchOptions, fetchModel, statModel } from '../../src/storage/index.ts';
import { STORES } from './stores/registry.ts';
import type { Files, Store } from './stores/store.ts';
import { readFiles } from './stores/write-files.ts';

const MODEL: Files = {
  'model.joblib': Buffer.from('the model'),
  'empty.txt': Buffer.alloc(0),
  'sub/deep/weights.bin': Buffer.from(Uint8Array.from({ length: 300_000 }, (_, index) => (index * 7) % 251)),
  'sub/a b+c%&=ü.txt': Buffer.from('a name that needs encoding'),
  // In a folder they are files like others; asked for by themselves they would be unpacked.
  'climbing.tar.gz': gzipSync(makeTar([{ name: '../out', content: Buffer.from('x') }])),
  'linking.tar': makeTar([{ name: 'out', type: '2', linkName: '/etc' }]),
  'climbing.zip': makeZip([{ name: 'a/../../out', content: Buffer.from('x') }]),
};
const EVIL = ['climbing.tar.gz', 'linking.tar', 'climbing.zip'];

for (const { name, page, start } of STORES) {
  describe(`storage: ${name}`, () => {
    const cacheDir = mkdtempSync(join(tmpdir(), 'radiant cache-'));
    let store: Store | undefined;
    let missing = '';
    before(async () => {
      const started = await start(MODEL);
      if ('missing' in started) missing = started.missing;
      else store = started;
    });
    after(async () => {
      await store?.stop();
      rmSync(cacheDir, { recursive: true });
    });
    /** Small parts, so that the larger file is fetched in several. */
    const check = (
      title: string,
      run: (running: Store, options: FetchOptions, t: TestContext) => Promise<void>,
    ): void => {
      test(title, async (t) => {
        if (store === undefined) t.skip(missing);
        else
          await run(store, { environment: store.environment, cacheDir, limits: { partBytes: 65_536, attempts: 2 } }, t);
      });
    };

    check('a folder comes with everything in it', async ({ uri }, options) => {
      const { path } = await fetchModel(uri, options);
      assert.deepEqual(readFiles(path), MODEL);
    });

    check('statModel gives the version of fetchModel, and asking again changes nothing', async ({ uri }, options) => {
      const first = await fetchModel(uri, options);
      const again = await fetchModel(uri, options);
      assert.deepEqual([again.path, again.version], [first.path, first.version]);
      assert.equal(again.fromCache, first.kind !== 'local');
      assert.equal((await statModel(uri, options)).version, first.version);
    });

    check('one file comes as a file', async ({ fileUri }, options, t) => {
      if (fileUri === undefined) return t.skip('a URI of this kind means a folder');
      const { path } = await fetchModel(fileUri('sub/deep/weights.bin'), options);
      assert.ok(path.endsWith('weights.bin'), path);
      assert.deepEqual(readFileSync(path), MODEL['sub/deep/weights.bin']);
    });

    check('an archive that would leave its folder is refused', async ({ fileUri }, options, t) => {
      if (fileUri === undefined) return t.skip('a URI of this kind means a folder');
      for (const name of EVIL) {
        await assert.rejects(fetchModel(fileUri(name), options), (error) => {
          assert.ok(error instanceof RadiantError, String(error));
          assert.match(error.reason, /^(UNSAFE_PATH|MALFORMED_ARCHIVE)$/, `${name}: ${error.message}`);
          return true;
        });
      }
      assert.ok(!existsSync(join(cacheDir, 'out')));
    });

    check('what is not there is an error that says so', async ({ missingUri }, options) => {
      await assert.rejects(fetchModel(missingUri, options), (error) => {
        assert.ok(error instanceof RadiantError, String(error));
        assert.equal(error.code, 'NOT_FOUND', error.message);
        return true;
      });
    });

    check('it can be downloaded into a folder', async ({ uri }, options) => {
      const folder = join(cacheDir, 'downloaded');
      const { files } = await downloadModel(uri, folder, options);
      assert.equal(files, Object.keys(MODEL).length);
      assert.deepEqual(readFiles(folder), MODEL);
    });

    check('the example of its page works', async ({ uri, environment }) => {
      const [command, ...args] = readExample(page);
      const [verb = '', written = '', folder = ''] = args;
      assert.deepEqual([command, verb, folder], ['radiant', 'download', './iris']);
      // The page names a host or folder of its own where the store has another for each test.
      assert.equal(written.split(':')[0]?.replace('https', 'http'), uri.split(':')[0]);
      let output = '';
      const write = (text: string): void => {
        output += text;
      };
      const target = join(cacheDir, 'example', 'iris');
      const io = { environment, writeOut: write, writeErr: write, colour: false, programName: 'radiant' };
      assert.equal(await runCli([verb, isSamePlace(written, uri) ? written : uri, target], io), 0, output);
      assert.match(output, /7 files, 30\d kB/);
      assert.deepEqual(readFiles(target), MODEL);
    });

    check('a file that is replaced is another version', async ({ uri, replace }, options, t) => {
      if (replace === undefined) return t.skip('what is there never changes');
      const earlier = await fetchModel(uri, options);
      await replace('model.joblib', Buffer.from('a newer model'));
      const now = await fetchModel(uri, options);
      assert.notEqual(now.version, earlier.version);
      assert.equal(readFileSync(join(now.path, 'model.joblib'), 'utf8'), 'a newer model');
      if (earlier.kind !== 'local') assert.equal(readFileSync(join(earlier.path, 'model.joblib'), 'utf8'), 'the model');
    });
  });
}

/** The words of the command that a page shows. */
function readExample(page: string): string[] {
  const text = readFileSync(new URL(`../../docs/guide/storage/${page}.md`, import.meta.url), 'utf8');
  const line = new RegExp(`<!-- test: store ${page} -->\\n\`\`\`console\\n(.+)\\n`).exec(text)?.[1];
  assert.ok(line, `docs/guide/storage/${page}.md has no example`);
  return [...line.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? '');
}

function isSamePlace(written: string, uri: string): boolean {
  const place = (text: string): string => text.split('/')[2] ?? '';
  return place(written) === place(uri) && place(uri) !== '';
}
