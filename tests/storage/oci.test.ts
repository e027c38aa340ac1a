import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, type TestContext, test } from 'node:test';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import { type Environment, RadiantError } from '../../src/base/index.ts';
import { makeTar, type TarEntry } from '../../src/storage/archive/fixtures/make-tar.ts';
import { type FetchOptions, fetchModel, statModel } from '../../src/storage/index.ts';
import {
  type Blob,
  fileLayers,
  makeManifest,
  pushFiles,
  pushLayers,
  pushManifest,
  type RunningRegistry,
  startRegistry,
} from './stores/oci-store.ts';
import type { Files } from './stores/store.ts';
import { readFiles } from './stores/write-files.ts';

const file = (name: string, text: string): TarEntry => ({ name, content: Buffer.from(text) });
const folder = (name: string): TarEntry => ({ name, type: '5' });
const imageLayer = (
  entries: readonly TarEntry[],
  mediaType = 'application/vnd.oci.image.layer.v1.tar+gzip',
  pack: (tar: Buffer) => Buffer = gzipSync,
): Blob => ({ content: pack(makeTar(entries)), mediaType });

/** What every image has below the model: links, devices, hard links. */
const BASE = imageLayer([
  folder('bin/'),
  file('bin/busybox', 'program'),
  { name: 'bin/sh', type: '1', linkName: 'bin/busybox' },
  { name: 'dev/null', type: '3' },
  { name: 'lib64', type: '2', linkName: '/lib' },
  { name: 'etc/outside', type: '2', linkName: '../../etc/passwd' },
]);

const titled = (title: string, text: string, annotations: Readonly<Record<string, string>> = {}): Blob => ({
  content: Buffer.from(text),
  mediaType: 'application/octet-stream',
  annotations: { 'org.opencontainers.image.title': title, ...annotations },
});

const WHOLE: readonly {
  readonly name: string;
  readonly layers: readonly Blob[];
  readonly path?: string;
  readonly expect: Readonly<Record<string, string>>;
}[] = [
  {
    name: 'an image gives its folder /models',
    layers: [BASE, imageLayer([folder('models/'), file('models/model.joblib', 'm'), file('./models/sub/a', 'a')])],
    expect: { 'model.joblib': 'm', 'sub/a': 'a' },
  },
  {
    name: "an image of docker's media types, not compressed",
    layers: [
      imageLayer([file('models/m', '1')], 'application/vnd.docker.image.rootfs.diff.tar.gzip'),
      imageLayer([file('models/n', '2')], 'application/vnd.docker.image.rootfs.diff.tar', (tar) => tar),
    ],
    expect: { m: '1', n: '2' },
  },
  {
    name: 'zstd',
    layers: [imageLayer([file('models/m', '1')], 'application/vnd.oci.image.layer.v1.tar+zstd', zstdCompressSync)],
    expect: { m: '1' },
  },
  {
    name: 'an upper layer replaces files, and its whiteouts take away',
    layers: [
      imageLayer([
        ...[file('models/keep', 'k'), file('models/old', 'o'), file('models/replaced', '1')],
        ...[file('models/gone/a', 'a'), file('models/emptied/a', 'a'), file('models/turned/x', 'x')],
      ]),
      imageLayer([
        ...[file('models/replaced', '2'), file('models/.wh.old', ''), file('models/.wh.gone', '')],
        ...[file('models/emptied/b', 'b'), file('models/emptied/.wh..wh..opq', ''), file('models/turned', 'file')],
      ]),
    ],
    expect: { keep: 'k', replaced: '2', 'emptied/b': 'b', turned: 'file' },
  },
  {
    name: 'a whiteout of /models takes away what lower layers had there',
    layers: [
      imageLayer([file('models/a', 'a')]),
      imageLayer([file('.wh.models', ''), file('models/b', 'b')]),
      imageLayer([file('.wh.nothing', '')]),
    ],
    expect: { b: 'b' },
  },
  {
    name: 'links and hard links inside the model',
    layers: [
      imageLayer([
        file('models/v1/m', '1'),
        { name: 'models/v2', type: '5' },
        { name: 'models/v2/m', type: '1', linkName: 'models/v1/m' },
        { name: 'models/latest', type: '2', linkName: 'v1/m' },
        { name: 'models/v2/absolute', type: '2', linkName: '/models/v1/m' },
      ]),
    ],
    expect: { 'v1/m': '1', 'v2/m': '1', latest: '1', 'v2/absolute': '1' },
  },
  {
    name: 'an image without /models is taken whole',
    layers: [imageLayer([file('model.joblib', 'm')]), imageLayer([file('sub/a', 'a')])],
    expect: { 'model.joblib': 'm', 'sub/a': 'a' },
  },
  {
    name: 'a path of an image is looked for in /models',
    layers: [BASE, imageLayer([file('models/iris/a', 'a'), file('models/other/b', 'b'), file('iris/c', 'c')])],
    path: 'iris',
    expect: { a: 'a' },
  },
  {
    name: 'a path of an image may lie elsewhere',
    layers: [BASE, imageLayer([file('opt/ml/model/a', 'a')])],
    path: 'opt/ml/model',
    expect: { a: 'a' },
  },
  {
    name: 'one file of an image',
    layers: [BASE, imageLayer([file('models/iris/model.joblib', 'm'), file('models/iris/b', 'b')])],
    path: 'iris/model.joblib',
    expect: { 'model.joblib': 'm' },
  },
  {
    name: 'one archive of an image is unpacked',
    layers: [{ ...BASE, content: gzipSync(makeTar([{ name: 'models/m.tar', content: makeTar([file('a', '1')]) }])) }],
    path: 'm.tar',
    expect: { a: '1' },
  },
  {
    name: 'files with titles',
    layers: [titled('model.joblib', 'm'), titled('sub/a', 'a')],
    expect: { 'model.joblib': 'm', 'sub/a': 'a' },
  },
  {
    name: 'a folder of files with titles',
    layers: [titled('b', 'b'), titled('sub/a', 'a')],
    path: 'sub',
    expect: { a: 'a' },
  },
  {
    name: 'an archive with a title, alone',
    layers: [{ ...titled('model.tar.gz', ''), content: gzipSync(makeTar([file('model.joblib', 'm')])) }],
    expect: { 'model.joblib': 'm' },
  },
  {
    name: 'a folder that ORAS packed, and a file beside it',
    layers: [
      {
        content: gzipSync(makeTar([folder('iris/'), file('iris/model.joblib', 'm')])),
        mediaType: 'application/vnd.oci.image.layer.v1.tar+gzip',
        annotations: { 'org.opencontainers.image.title': 'iris', 'io.deis.oras.content.unpack': 'true' },
      },
      titled('README.md', 'r'),
    ],
    expect: { 'iris/model.joblib': 'm', 'README.md': 'r' },
  },
  {
    name: 'ModelPack, packed and raw',
    layers: [
      {
        content: makeTar([file('model.safetensors', 'm')]),
        mediaType: 'application/vnd.cncf.model.weight.v1.tar',
        annotations: { 'org.cncf.model.filepath': 'model.safetensors' },
      },
      {
        content: Buffer.from('{"a":1}'),
        mediaType: 'application/vnd.cncf.model.weight.config.v1.raw',
        annotations: { 'org.cncf.model.filepath': 'config.json' },
      },
    ],
    expect: { 'model.safetensors': 'm', 'config.json': '{"a":1}' },
  },
  {
    name: 'a ModelKit of KitOps',
    layers: [
      {
        content: gzipSync(makeTar([file('models/iris/model.joblib', 'm')])),
        mediaType: 'application/vnd.kitops.modelkit.model.v1.tar+gzip',
      },
    ],
    expect: { 'models/iris/model.joblib': 'm' },
  },
];

const EVIL: readonly { readonly name: string; readonly layers: readonly Blob[]; readonly says: RegExp }[] = [
  { name: 'a title that climbs', layers: [titled('../x', 'x')], says: /leaves the folder/ },
  { name: 'an absolute title', layers: [titled('/tmp/x', 'x')], says: /absolute/ },
  { name: 'two files of one title', layers: [titled('a', '1'), titled('a', '2')], says: /two files, of the name a/ },
  {
    name: 'a name in a layer that climbs',
    layers: [imageLayer([file('models/../../x', 'x')])],
    says: /leaves the folder/,
  },
  { name: 'an absolute name in a layer', layers: [imageLayer([file('/etc/x', 'x')])], says: /absolute/ },
  {
    name: 'a link out of the image',
    layers: [imageLayer([{ name: 'models/l', type: '2', linkName: '../../../etc/passwd' }])],
    says: /leaves its folder/,
  },
  {
    name: 'a link out of the model',
    layers: [imageLayer([file('etc/x', 'x'), { name: 'models/l', type: '2', linkName: '/etc/x' }])],
    says: /leaves its folder/,
  },
  {
    name: 'a file behind a link of a lower layer',
    layers: [
      imageLayer([{ name: 'models/l', type: '2', linkName: '/etc' }]),
      imageLayer([file('models/l/passwd', 'x')]),
    ],
    says: /although models\/l is a link/,
  },
  {
    name: 'a hard link to something else',
    layers: [imageLayer([file('etc/x', 'x'), { name: 'models/h', type: '1', linkName: 'etc/x' }])],
    says: /hard link to what is no file of the model/,
  },
  { name: 'a device in the model', layers: [imageLayer([{ name: 'models/d', type: '3' }])], says: /type 3/ },
  { name: 'a whiteout that climbs', layers: [imageLayer([file('models/../../.wh.x', '')])], says: /leaves the folder/ },
  {
    name: 'layers that nobody knows',
    layers: [{ content: Buffer.from('x'), mediaType: 'application/wasm' }],
    says: /application\/wasm/,
  },
  { name: 'a layer that is no tar', layers: [{ ...BASE, content: Buffer.alloc(2000, 7) }], says: /not a tar archive/ },
];

async function fetchFiles(
  t: TestContext,
  uri: string,
  environment: Environment = {},
  limits: FetchOptions['limits'] = {},
): Promise<Files> {
  const cacheDir = mkdtempSync(join(tmpdir(), 'radiant-oci-'));
  t.after(() => rmSync(cacheDir, { recursive: true }));
  const { path } = await fetchModel(uri, { environment, cacheDir, limits: { attempts: 2, ...limits } });
  // A file is read as the folder that it lies in alone.
  return readFiles(path.endsWith('/data') ? path : path.slice(0, path.lastIndexOf('/')));
}

const toText = (files: Files): Record<string, string> =>
  Object.fromEntries(Object.entries(files).map(([path, content]) => [path, content.toString()]));

async function assertRefused(run: Promise<unknown>, code: string, says: RegExp): Promise<void> {
  await assert.rejects(run, (error) => {
    assert.ok(error instanceof RadiantError, String(error));
    assert.match(error.message, says);
    assert.equal(error.code, code, error.message);
    assert.doesNotMatch(error.message, /secret-words/);
    return true;
  });
}

describe('an OCI registry', () => {
  let registry: RunningRegistry | undefined;
  let missing = '';
  before(async () => {
    const started = await startRegistry();
    if ('missing' in started) missing = started.missing;
    else registry = started;
  });
  after(() => registry?.stop());
  const check = (title: string, run: (running: RunningRegistry, t: TestContext) => Promise<void>): void => {
    test(title, async (t) => {
      if (registry === undefined) t.skip(missing);
      else await run(registry, t);
    });
  };

  for (const [index, { name, layers, path, expect }] of WHOLE.entries()) {
    check(name, async (running, t) => {
      await pushLayers(running, `whole/${index}:v1`, layers);
      const uri = `oci://${running.host}/whole/${index}:v1${path === undefined ? '' : `/${path}`}`;
      assert.deepEqual(toText(await fetchFiles(t, uri)), expect);
    });
  }

  for (const [index, { name, layers, says }] of EVIL.entries()) {
    check(`${name} is refused`, async (running, t) => {
      await pushLayers(running, `evil/${index}:v1`, layers);
      await assertRefused(fetchFiles(t, `oci://${running.host}/evil/${index}:v1`), 'FAILED_PRECONDITION', says);
    });
  }

  check('a layer that unpacks to far more than it weighs is refused, wherever its files lie', async (running, t) => {
    for (const [index, name] of ['models/zeros', 'elsewhere/zeros'].entries()) {
      await pushLayers(running, `bomb/${index}:v1`, [imageLayer([{ name, content: Buffer.alloc(2_000_000) }])]);
      const fetching = fetchFiles(t, `oci://${running.host}/bomb/${index}:v1`, {}, { maxModelBytes: 1_000_000 });
      await assertRefused(fetching, 'FAILED_PRECONDITION', /unpacks to more than/);
    }
  });

  check('a digest names the content, and a tag without a name is latest', async (running, t) => {
    const digest = await pushFiles(running, 'named:latest', { a: Buffer.from('1') });
    await pushFiles(running, 'named:v2', { a: Buffer.from('2') });
    for (const name of ['named', 'named:latest', `named@${digest}`, `named:v2@${digest}`])
      assert.deepEqual(toText(await fetchFiles(t, `oci://${running.host}/${name}`)), { a: '1' }, name);
    assert.deepEqual(toText(await fetchFiles(t, `oci://${running.host}/named@${digest}/a`)), { a: '1' });
  });

  check('an index gives linux/amd64, or what there is', async (running, t) => {
    const describe = (digest: string, architecture: string): object => ({
      ...{ mediaType: 'application/vnd.oci.image.manifest.v1+json', digest, platform: { os: 'linux', architecture } },
      size: sizes.get(digest),
    });
    const sizes = new Map<string, number>();
    const push = async (text: string): Promise<string> => {
      const layers = fileLayers({ m: Buffer.from(text) });
      const digest = await pushLayers(running, `index:${text}`, layers);
      sizes.set(digest, makeManifest(layers).length);
      return digest;
    };
    const [arm, amd, record] = [await push('arm'), await push('amd'), await push('record')];
    const attested = { ...describe(record, 'unknown'), platform: { os: 'unknown', architecture: 'unknown' } };
    const cases = [
      ['both', [attested, describe(arm, 'arm64'), describe(amd, 'amd64')], 'amd'],
      ['one', [attested, describe(arm, 'arm64')], 'arm'],
    ] as const;
    for (const [tag, manifests, expect] of cases) {
      const mediaType = 'application/vnd.oci.image.index.v1+json';
      await pushManifest(
        running,
        `index:${tag}`,
        JSON.stringify({ schemaVersion: 2, mediaType, manifests }),
        mediaType,
      );
      assert.deepEqual(toText(await fetchFiles(t, `oci://${running.host}/index:${tag}`)), { m: expect });
    }
  });

  check('what is not there says what there is not', async (running, t) => {
    await pushFiles(running, 'there:v1', { a: Buffer.from('1') });
    const cases = [
      ['there:v2', /has no there:v2/],
      ['elsewhere:v1', /has no (repository elsewhere|elsewhere:v1)/],
      ['there:v1/b', /no b in/],
      [`there@sha256:${'0'.repeat(64)}`, /has no there@sha256:0/],
    ] as const;
    for (const [name, says] of cases)
      await assertRefused(fetchFiles(t, `oci://${running.host}/${name}`), 'NOT_FOUND', says);
    await pushLayers(running, 'car:v1', [BASE]);
    await assertRefused(fetchFiles(t, `oci://${running.host}/car:v1/b`), 'NOT_FOUND', /neither models\/b nor b in/);
  });

  check('https is spoken where plain http is not allowed, and the message says how to', async (running, t) => {
    const environment = { RADIANT_OCI_PLAIN_HTTP: 'false' };
    const fetching = fetchFiles(t, `oci://${running.host}/there:v1`, environment, { attempts: 1 });
    await assertRefused(fetching, 'FAILED_PRECONDITION', /RADIANT_OCI_PLAIN_HTTP=127\.0\.0\.1/);
  });
});

test('a model that an image needs is asked for by its manifest alone, until it changes', async (t) => {
  const registry = await startRegistry();
  if ('missing' in registry) return t.skip(registry.missing);
  t.after(registry.stop);
  await pushLayers(registry, 'car:v1', [imageLayer([file('models/a', '1')])]);
  const uri = `oci://${registry.host}/car:v1`;
  const first = await statModel(uri, { environment: {} });
  assert.equal((await statModel(uri, { environment: {} })).version, first.version);
  await pushLayers(registry, 'car:v1', [imageLayer([file('models/a', '2')])]);
  assert.notEqual((await statModel(uri, { environment: {} })).version, first.version);
});
