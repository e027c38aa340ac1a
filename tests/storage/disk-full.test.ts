import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { type Environment, RadiantError } from '../../src/base/index.ts';
import { makeTar } from '../../src/storage/archive/fixtures/make-tar.ts';
import { makeZip } from '../../src/storage/archive/fixtures/make-zip.ts';
import { downloadModel, fetchModel } from '../../src/storage/index.ts';
import { ensureRclone } from '../support/ensure-rclone.ts';
import { answerBytes, listen } from './stores/listen.ts';
import { startStandIn } from './stores/stand-in-registry.ts';

const DISK_BYTES = 2 * 2 ** 20;
const BIG = Buffer.alloc(3 * 2 ** 20, 7);

/** A disk of two megabytes; undefined, with the test skipped, where none can be made. */
function mountDisk(t: TestContext): string | undefined {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) {
    t.skip('only root on Linux can mount a small disk');
    return undefined;
  }
  const folder = mkdtempSync(join(tmpdir(), 'radiant-disk-'));
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${DISK_BYTES}`, 'tmpfs', folder], { stdio: 'pipe' });
  } catch (thrown) {
    rmSync(folder, { recursive: true });
    t.skip(`no small disk can be mounted here: ${String(thrown).slice(0, 200)}`);
    return undefined;
  }
  t.after(() => {
    execFileSync('umount', [folder]);
    rmSync(folder, { recursive: true });
  });
  return folder;
}

/** Every file on the disk, with `/`. */
function filesOf(disk: string): string[] {
  return readdirSync(disk, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(disk.length + 1));
}

async function serveFiles(t: TestContext, files: Readonly<Record<string, Buffer>>): Promise<string> {
  const server = await listen((request, response) => {
    const content = files[(request.url ?? '').slice(1)];
    if (content === undefined) response.writeHead(404).end();
    // Without a length, as some servers answer.
    else if (request.url?.includes('unknown') === true)
      response.writeHead(200, { 'transfer-encoding': 'chunked' }).end(content);
    else answerBytes(request, response, content);
  });
  t.after(server.stop);
  return server.address;
}

interface FullCase {
  readonly name: string;
  readonly needs: RegExp;
  open(t: TestContext, disk: string): Promise<{ uri: string; environment?: Environment } | undefined>;
}

const onServer =
  (file: string, content: Buffer): FullCase['open'] =>
  async (t) => ({
    uri: `${await serveFiles(t, { [file]: content })}/${file}`,
  });
const NEEDED = `needs ${BIG.length} bytes there, and \\d{6,7} are free`;

const CASES: readonly FullCase[] = [
  { name: 'a large file', needs: new RegExp(NEEDED), open: onServer('model.bin', BIG) },
  { name: 'a file of unknown size', needs: /needs more than \d{6,7} bytes there/, open: onServer('unknown.bin', BIG) },
  {
    name: 'an archive that fits while what is in it does not',
    needs: /needs more than \d{6,7} bytes there/,
    open: onServer('model.tar.gz', gzipSync(makeTar([{ name: 'model.bin', content: BIG }]))),
  },
  {
    name: 'a zip whose content does not fit beside it',
    needs: /needs more than \d{6,7} bytes there/,
    open: onServer('model.zip', makeZip([{ name: 'model.bin', content: BIG.subarray(0, 1.5 * 2 ** 20) }])),
  },
  {
    name: 'an archive of this machine',
    needs: /bytes there, and/,
    open: (t) => {
      const folder = mkdtempSync(join(tmpdir(), 'radiant-archive-'));
      t.after(() => rmSync(folder, { recursive: true }));
      writeFileSync(join(folder, 'model.tar'), makeTar([{ name: 'model.bin', content: BIG }]));
      return Promise.resolve({ uri: join(folder, 'model.tar') });
    },
  },
  {
    name: 'an artefact of a registry',
    needs: new RegExp(NEEDED),
    open: async (t) => {
      const registry = await startStandIn({ 'model.bin': BIG });
      t.after(registry.stop);
      return { uri: registry.uri };
    },
  },
  {
    name: 'what rclone copies',
    needs: new RegExp(NEEDED),
    open: async (t) => {
      const found = await ensureRclone();
      if ('missing' in found) return undefined;
      const folder = mkdtempSync(join(tmpdir(), 'radiant-remote-'));
      t.after(() => rmSync(folder, { recursive: true }));
      mkdirSync(join(folder, 'iris'));
      writeFileSync(join(folder, 'iris', 'model.bin'), BIG);
      const remote = { RCLONE_CONFIG_SHELF_TYPE: 'alias', RCLONE_CONFIG_SHELF_REMOTE: folder };
      return { uri: 'shelf:iris', environment: { PATH: process.env.PATH, HOME: folder, ...remote } };
    },
  },
];

for (const { name, needs, open } of CASES) {
  test(`a disk that is too small for ${name} says what it needs, and nothing half is left`, async (t) => {
    const disk = mountDisk(t);
    if (disk === undefined) return;
    const opened = await open(t, disk);
    if (opened === undefined) return t.skip('rclone is not here');
    const { uri, environment = {} } = opened;
    const check = (folder: string, fix: RegExp) => (error: unknown) => {
      assert.ok(error instanceof RadiantError, String(error));
      assert.deepEqual([error.code, error.reason], ['RESOURCE_EXHAUSTED', 'DISK_FULL'], error.message);
      assert.ok(error.message.includes(`the disk of ${folder} is full`), error.message);
      assert.match(error.message, needs);
      assert.match(error.message, fix);
      return true;
    };
    const cacheDir = join(disk, 'cache');
    await assert.rejects(fetchModel(uri, { environment, cacheDir }), check(cacheDir, /RADIANT_CACHE_DIR/));
    assert.deepEqual(filesOf(disk), []);
    const target = join(disk, 'iris');
    await assert.rejects(downloadModel(uri, target, { environment }), check(target, /choose another folder/));
    assert.deepEqual(filesOf(disk), []);
    assert.deepEqual(
      readdirSync(disk).filter((each) => each !== 'cache'),
      [],
    );
  });
}

test('a model comes once there is room again, and what was there before is untouched', async (t) => {
  const disk = mountDisk(t);
  if (disk === undefined) return;
  const small = Buffer.alloc(2 ** 20, 3);
  const address = await serveFiles(t, { 'first.bin': small, 'second.bin': small });
  const options = { environment: {}, cacheDir: join(disk, 'cache') };
  const first = await fetchModel(`${address}/first.bin`, options);
  writeFileSync(join(disk, 'ballast'), Buffer.alloc(2 ** 19));
  await assert.rejects(fetchModel(`${address}/second.bin`, options), { reason: 'DISK_FULL' });
  assert.deepEqual(readFileSync(first.path), small);
  rmSync(join(disk, 'ballast'));
  rmSync(join(options.cacheDir, 'models'), { recursive: true });
  assert.deepEqual(readFileSync((await fetchModel(`${address}/second.bin`, options)).path), small);
});

test('a disk without room for even a lock leaves none behind', async (t) => {
  const disk = mountDisk(t);
  if (disk === undefined) return;
  const address = await serveFiles(t, { 'model.bin': Buffer.alloc(1000) });
  const options = { environment: {}, cacheDir: join(disk, 'cache') };
  mkdirSync(options.cacheDir);
  assert.throws(() => writeFileSync(join(disk, 'ballast'), Buffer.alloc(2 * DISK_BYTES)));
  await assert.rejects(fetchModel(`${address}/model.bin`, options), { reason: 'DISK_FULL' });
  assert.deepEqual(filesOf(options.cacheDir), []);
  rmSync(join(disk, 'ballast'));
  assert.equal(readFileSync((await fetchModel(`${address}/model.bin`, options)).path).length, 1000);
});
