import assert from 'node:assert/strict';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import { RadiantError } from '../../base/index.ts';
import type { ArchiveKind } from './archive-kind.ts';
import { makeTar, type TarEntry } from './fixtures/make-tar.ts';
import { makeZip } from './fixtures/make-zip.ts';
import { unpackArchive } from './unpack-archive.ts';

async function unpack(t: TestContext, kind: ArchiveKind, bytes: Buffer, maxModelBytes = 2 ** 30): Promise<string> {
  const root = mkdtempSync(join(tmpdir(), 'radiant-unpack-'));
  t.after(() => rmSync(root, { recursive: true }));
  const folder = join(root, 'model');
  mkdirSync(folder);
  writeFileSync(join(root, 'archive'), bytes);
  try {
    await unpackArchive(join(root, 'archive'), kind, 'archive', folder, { maxFiles: 100, maxModelBytes });
  } catch (thrown) {
    assert.deepEqual(readdirSync(root).sort(), ['archive', 'model'], 'something was written outside of the folder');
    throw thrown;
  }
  return folder;
}

const file = (name: string, text = 'text'): TarEntry => ({ name, content: Buffer.from(text) });
const link = (name: string, linkName: string): TarEntry => ({ name, linkName, type: '2' });
const PLAIN = [
  file('model.joblib'),
  { name: 'sub/', type: '5' },
  file('sub/a', 'x'.repeat(2000)),
  link('sub/latest', '../model.joblib'),
];

const KINDS: readonly (readonly [ArchiveKind, (tar: Buffer) => Buffer])[] = [
  ['tar', (tar) => tar],
  ['tar.gz', (tar) => gzipSync(tar)],
  ['tar.zst', (tar) => zstdCompressSync(tar)],
];
for (const [kind, pack] of KINDS) {
  test(`${kind}: files, folders and links inside come out`, async (t) => {
    const folder = await unpack(t, kind, pack(makeTar(PLAIN)));
    assert.equal(readFileSync(join(folder, 'sub/a'), 'utf8').length, 2000);
    assert.equal(readFileSync(join(folder, 'sub/latest'), 'utf8'), 'text');
  });

  test(`${kind}: an archive that is cut anywhere is refused`, async (t) => {
    const whole = pack(makeTar(PLAIN));
    const end = kind === 'tar' ? whole.length - 1600 : whole.length - 1;
    for (let length = 1; length < end; length += Math.ceil(end / 40)) {
      await assert.rejects(unpack(t, kind, whole.subarray(0, length)), RadiantError, `cut at ${length}`);
    }
  });
}

test('zip: files and folders come out, and a wrong checksum is refused', async (t) => {
  const zip = makeZip([
    { name: 'model.joblib', content: Buffer.from('text') },
    { name: 'sub/' },
    { name: 'sub/a', content: Buffer.alloc(0) },
  ]);
  const folder = await unpack(t, 'zip', zip);
  assert.equal(readFileSync(join(folder, 'model.joblib'), 'utf8'), 'text');
  assert.ok(existsSync(join(folder, 'sub/a')));
  zip.write('text'.replace('t', 'T'), zip.indexOf('text'));
  await assert.rejects(unpack(t, 'zip', zip), /checksum of model.joblib/);
});

const EVIL: readonly { readonly name: string; readonly entries: readonly TarEntry[]; readonly says: RegExp }[] = [
  { name: 'a name that climbs', entries: [file('a/../../x')], says: /leaves the folder/ },
  { name: 'an absolute name', entries: [file('/tmp/x')], says: /absolute/ },
  { name: 'a link to elsewhere', entries: [link('l', '/etc')], says: /leaves its folder/ },
  { name: 'a link that climbs', entries: [link('a/l', '../../x')], says: /leaves its folder/ },
  { name: 'a link through a link', entries: [link('a', 'b/..'), link('b', 'c/d')], says: /through another link/ },
  { name: 'a file behind a link', entries: [link('l', 'sub'), file('l/x'), file('sub/y')], says: /two entries|behind/ },
  { name: 'a link to a folder that holds it', entries: [link('sub/l', '..')], says: /holds it/ },
  { name: 'a hard link', entries: [{ name: 'h', type: '1', linkName: '/etc/passwd' }], says: /type 1/ },
  { name: 'a device', entries: [{ name: 'd', type: '3' }], says: /type 3/ },
  { name: 'two files of one name', entries: [file('a'), file('./a')], says: /two entries/ },
  { name: 'a file and a folder of one name', entries: [file('a'), file('a/b')], says: /both a file and a folder/ },
  {
    name: 'a NUL in an extended name',
    entries: [{ name: 'x', type: 'x', content: Buffer.from('12 path=a\0b\n') }, file('c')],
    says: /NUL/,
  },
  {
    name: 'a broken extended header',
    entries: [{ name: 'x', type: 'x', content: Buffer.from('999 path=a\n') }, file('c')],
    says: /extended header/,
  },
  {
    name: 'more entries than a model has',
    entries: Array.from({ length: 101 }, (_, index) => file(`f${index}`)),
    says: /more than 100/,
  },
];
for (const { name, entries, says } of EVIL) {
  test(`tar: ${name} is refused`, async (t) => {
    await assert.rejects(unpack(t, 'tar', makeTar(entries)), (error) => {
      assert.ok(error instanceof RadiantError, String(error));
      assert.match(error.message, says);
      return true;
    });
  });
}

test('an archive that unpacks to far more than it weighs is refused', async (t) => {
  const bomb = gzipSync(makeTar([{ name: 'zeros', content: Buffer.alloc(2_000_000) }]));
  await assert.rejects(unpack(t, 'tar.gz', bomb, 1_000_000), /unpacks to more than/);
});
