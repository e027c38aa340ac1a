import { crc32 } from '../../src/models/formats/zip/crc32.ts';
import { readZip } from '../../src/models/formats/zip/read-zip.ts';
import { readCase, readIndex, readModelFile } from './golden-model.ts';
import { mutate } from './mutate.ts';

/** What is fed to the loader: a file, or a folder. */
export type FuzzInput = Uint8Array | ReadonlyMap<string, Uint8Array>;

/** Gives a changed file; all of it depends on the random numbers only. */
export type MakeInput = (random: () => number) => FuzzInput | Promise<FuzzInput>;

/** Small files are changed in more telling places than large ones. */
const MAX_SEED_BYTES = 40_000;
const MAX_SEEDS = 60;
/** Beside the reference folder, CatBoost's. */
const ROOTS = [undefined, new URL('../golden/models-fresh/catboost/', import.meta.url)] as const;

interface Wanted {
  readonly container: string;
  readonly compression?: string;
}

const FILES: Readonly<Record<string, Wanted>> = {
  bz2: { container: 'joblib', compression: 'bz2' },
  catboost: { container: 'catboost-json' },
  cloudpickle: { container: 'cloudpickle' },
  gzip: { container: 'joblib', compression: 'gzip' },
  joblib: { container: 'joblib', compression: 'none' },
  'lightgbm-dump': { container: 'lightgbm-dump-json' },
  'lightgbm-text': { container: 'lightgbm-text' },
  lz4: { container: 'joblib', compression: 'lz4' },
  lzma: { container: 'joblib', compression: 'lzma' },
  onnx: { container: 'onnx' },
  pickle: { container: 'pickle' },
  'xgboost-json': { container: 'xgboost-json' },
  'xgboost-ubj': { container: 'xgboost-ubj' },
  xz: { container: 'joblib', compression: 'xz' },
  zip: { container: 'skops' },
  zlib: { container: 'joblib', compression: 'zlib' },
};

/** Reads the reference files that each format's fuzzing starts from. Formats without any are left out. */
export function readFuzzFormats(): ReadonlyMap<string, MakeInput> {
  const seeds = readSeeds();
  const formats = new Map<string, MakeInput>();
  for (const [name, files] of seeds) {
    if (files.length === 0) continue;
    formats.set(name, (random) => mutate(pick(files, random), pick(files, random), random));
  }
  const skops = (seeds.get('zip') ?? []).map((bytes): Archive => ({ bytes, members: undefined }));
  if (skops.length > 0) formats.set('skops', (random) => mutateMember(pick(skops, random), random));
  const folders = readFolders();
  if (folders.length > 0) {
    formats.set('mlflow', (random) => {
      const folder = pick(folders, random);
      const mlmodel = folder.get('MLmodel')!;
      return new Map([...folder, ['MLmodel', mutate(mlmodel, mlmodel, random)]]);
    });
  }
  return new Map([...formats].sort(([a], [b]) => (a < b ? -1 : 1)));
}

function pick<T>(items: readonly T[], random: () => number): T {
  return items[Math.floor(random() * items.length)]!;
}

function readSeeds(): ReadonlyMap<string, Uint8Array[]> {
  const seeds = new Map<string, Uint8Array[]>(Object.keys(FILES).map((name) => [name, []]));
  const seen = new Map<string, number>();
  const cases = ROOTS.flatMap((root) => readIndex(root).map(({ path }) => ({ path, root })));
  for (const { path, root } of cases) {
    const kind = path.split('/').slice(0, 2).join('/');
    for (const file of readCase(path, root).files) {
      for (const [name, { container, compression }] of Object.entries(FILES)) {
        if (file.container !== container || (compression !== undefined && file.compression !== compression)) continue;
        const files = seeds.get(name)!;
        const key = `${name} ${kind}`;
        // Of each kind two versions at most, so that many kinds come in.
        if (files.length >= MAX_SEEDS || (seen.get(key) ?? 0) >= 2) continue;
        const bytes = readModelFile(path, file, root);
        if (bytes.length > MAX_SEED_BYTES) continue;
        seen.set(key, (seen.get(key) ?? 0) + 1);
        files.push(new Uint8Array(bytes));
      }
    }
  }
  return seeds;
}

function readFolders(): readonly ReadonlyMap<string, Uint8Array>[] {
  return readIndex().flatMap(({ path }) => {
    const { folder, files } = readCase(path);
    if (folder === undefined) return [];
    return [
      new Map(files.map((file) => [file.path.slice(folder.length + 1), new Uint8Array(readModelFile(path, file))])),
    ];
  });
}

type Member = readonly [string, Uint8Array];

/** An archive, and its members once it was opened. */
interface Archive {
  readonly bytes: Uint8Array;
  members: Promise<readonly Member[]> | undefined;
}

/** Changes one member of an archive and packs it again, so that check sums hold and the content is reached. */
async function mutateMember(archive: Archive, random: () => number): Promise<Uint8Array> {
  archive.members ??= unpack(archive.bytes);
  const members = await archive.members;
  const chosen = random() < 0.7 ? 'schema.json' : pick(members, random)[0];
  return packZip(
    members.map(([name, content]) => [name, name === chosen ? mutate(content, content, random) : content]),
  );
}

function unpack(bytes: Uint8Array): Promise<readonly Member[]> {
  const archive = readZip(bytes);
  return Promise.all(archive.names.map(async (name): Promise<Member> => [name, await archive.read(name)]));
}

/** A zip archive of stored members (PKWARE APPNOTE). */
export function packZip(members: readonly Member[]): Uint8Array {
  const pieces: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const [name, content] of members) {
    const text = Buffer.from(name);
    const head = Buffer.alloc(26);
    head.writeUInt16LE(20, 0);
    head.writeUInt32LE(crc32(content), 10);
    head.writeUInt32LE(content.length, 14);
    head.writeUInt32LE(content.length, 18);
    head.writeUInt16LE(text.length, 22);
    const entry = Buffer.alloc(14);
    entry.writeUInt32LE(offset, 10);
    pieces.push(Buffer.from('PK\x03\x04'), head, text, Buffer.from(content));
    directory.push(Buffer.from('PK\x01\x02\x14\x00'), head, entry, text);
    offset += 30 + text.length + content.length;
  }
  const size = directory.reduce((sum, piece) => sum + piece.length, 0);
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06', 'latin1');
  end.writeUInt16LE(members.length, 8);
  end.writeUInt16LE(members.length, 10);
  end.writeUInt32LE(size, 12);
  end.writeUInt32LE(offset, 16);
  return new Uint8Array(Buffer.concat([...pieces, ...directory, end]));
}
