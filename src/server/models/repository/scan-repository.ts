import { readdir, readFile, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { RadiantError } from '../../../base/index.ts';
import { parseModelSettings, SETTINGS_FILE } from './model-settings.ts';
import type { BrokenSpec, ModelSpec, ScannedRepository } from './model-spec.ts';
import { parseTritonConfig, TRITON_FILE } from './triton-config.ts';

/** Which of a model's numbered versions are served. */
export type VersionPolicy = { readonly kind: 'all' } | { readonly kind: 'latest'; readonly count: number };

/** Endings of files that are models by themselves. */
const MODEL_ENDINGS = /\.(joblib|pkl|pickle|skops|json|ubj|bst|txt|onnx|npz)(\.(gz|bz2|xz|lzma|z))?$/i;
const NUMBER = /^\d{1,18}$/;
const MAX_DEPTH = 8;
const MAX_FILES = 200_000;

/**
 * Reads what a folder holds: models with a `model-settings.json` (MLServer's, at any depth), models with a `config.pbtxt` or numbered version folders
 * (Triton's and TensorFlow Serving's layout), and plain folders or files with a model in them, each under its name. Nothing is opened. Throws when the
 * folder itself cannot be read; what is wrong with one model is in `broken`.
 */
export async function scanRepository(root: string, policy: VersionPolicy): Promise<ScannedRepository> {
  const specs: ModelSpec[] = [];
  const broken: BrokenSpec[] = [];
  const files = await listFiles(root);
  const settings = files.filter((file) => basename(file.path) === SETTINGS_FILE);
  const described = settings.map((file) => folderOf(file.path));
  for (const { path } of settings) await take(folderOf(path), '', specs, broken, () => fromSettings(path, files));
  const isDescribed = (path: string): boolean =>
    described.some((folder) => path === folder || path.startsWith(`${folder}/`));
  for (const entry of await readdir(root, { withFileTypes: true })) {
    const path = join(root, entry.name);
    if (entry.name.startsWith('.') || isDescribed(path)) continue;
    if (entry.isDirectory()) {
      if (!described.some((folder) => folder.startsWith(`${path}/`)))
        await takeFolder(path, files, policy, specs, broken);
    } else if (MODEL_ENDINGS.test(entry.name)) {
      specs.push(plainSpec(entry.name.replace(MODEL_ENDINGS, ''), '', path, files));
    }
  }
  return { specs: withoutTwins(specs, broken), broken };
}

interface FileEntry {
  readonly path: string;
  /** The path in the repository: where that lies may change, as with every version of a bucket. */
  readonly name: string;
  readonly sizeBytes: number;
  readonly changedMs: number;
}

async function takeFolder(
  folder: string,
  files: readonly FileEntry[],
  policy: VersionPolicy,
  specs: ModelSpec[],
  broken: BrokenSpec[],
): Promise<void> {
  const inside = files.filter(({ path }) => path.startsWith(`${folder}/`));
  if (inside.length === 0) return;
  const config = inside.find(({ path }) => path === join(folder, TRITON_FILE));
  const versions = new Set(
    inside.map(({ path }) => path.slice(folder.length + 1).split('/')[0] as string).filter((part) => NUMBER.test(part)),
  );
  await take(folder, '', specs, broken, async () => {
    const triton = config === undefined ? undefined : parseTritonConfig(await readFile(config.path, 'utf8'));
    const name = triton?.name ?? basename(folder);
    if (versions.size === 0) return [plainSpec(name, '', folder, inside)];
    const wanted = chooseVersions([...versions], triton?.versions ?? policy);
    return wanted.map((version) => {
      const spec = plainSpec(name, version, join(folder, version), inside);
      return triton?.batching === undefined ? spec : { ...spec, batching: triton.batching };
    });
  });
}

async function take(
  folder: string,
  version: string,
  specs: ModelSpec[],
  broken: BrokenSpec[],
  read: () => Promise<readonly ModelSpec[]>,
): Promise<void> {
  try {
    specs.push(...(await read()));
  } catch (thrown) {
    if (!(thrown instanceof RadiantError)) throw thrown;
    broken.push({ name: basename(folder), version, reason: thrown.message });
  }
}

async function fromSettings(path: string, files: readonly FileEntry[]): Promise<readonly ModelSpec[]> {
  const folder = folderOf(path);
  const read = parseModelSettings(await readFile(path, 'utf8'), folder);
  const own = files.filter((file) => file.path.startsWith(`${folder}/`) || file.path === read.path);
  return [{ ...read, ...measure(own) }];
}

function plainSpec(name: string, version: string, path: string, files: readonly FileEntry[]): ModelSpec {
  return {
    name,
    version,
    path,
    implementation: undefined,
    folder: folderOf(path),
    method: undefined,
    batching: undefined,
    isCached: false,
    metadata: {},
    parameters: {},
    ...measure(files.filter((file) => file.path === path || file.path.startsWith(`${path}/`))),
  };
}

function measure(files: readonly FileEntry[]): Pick<ModelSpec, 'signature' | 'sizeBytes'> {
  let sizeBytes = 0;
  for (const file of files) sizeBytes += file.sizeBytes;
  return {
    sizeBytes,
    signature: files.map(({ name, sizeBytes: size, changedMs }) => `${name}:${size}:${changedMs}`).join('|'),
  };
}

/** The versions that are served, by number. */
function chooseVersions(versions: readonly string[], policy: VersionPolicy | readonly string[]): readonly string[] {
  const ordered = [...versions].sort((a, b) => Number(a) - Number(b));
  if ('kind' in policy) return policy.kind === 'all' ? ordered : ordered.slice(-policy.count);
  return ordered.filter((version) => policy.includes(version));
}

/** The same name and version may stand only once; the first in the order of paths is taken. */
function withoutTwins(specs: readonly ModelSpec[], broken: BrokenSpec[]): readonly ModelSpec[] {
  const seen = new Set<string>();
  return specs.filter(({ name, version, folder }) => {
    const key = `${name}\n${version}`;
    if (seen.has(key))
      broken.push({ name, version, reason: `${folder}: another folder has the same name and version` });
    const isFirst = !seen.has(key);
    seen.add(key);
    return isFirst;
  });
}

async function listFiles(root: string): Promise<readonly FileEntry[]> {
  const found: FileEntry[] = [];
  const visit = async (folder: string, depth: number): Promise<void> => {
    for (const entry of (await readdir(folder, { withFileTypes: true })).sort((a, b) => (a.name < b.name ? -1 : 1))) {
      if (entry.name.startsWith('.') || entry.name === '__pycache__') continue;
      const path = join(folder, entry.name);
      if (entry.isDirectory()) {
        if (depth < MAX_DEPTH) await visit(path, depth + 1);
        continue;
      }
      if (found.length >= MAX_FILES) {
        throw new RadiantError(
          'RESOURCE_EXHAUSTED',
          `${root} holds more than ${MAX_FILES} files: give the folder of the models`,
          { reason: 'TOO_MANY_FILES' },
        );
      }
      const { size, mtimeMs } = await stat(path);
      found.push({ path, name: path.slice(root.length), sizeBytes: size, changedMs: mtimeMs });
    }
  };
  try {
    await visit(root, 0);
  } catch (thrown) {
    if (thrown instanceof RadiantError) throw thrown;
    const { code, message } = thrown as NodeJS.ErrnoException;
    const why = code === 'ENOENT' ? 'there is no such folder' : code === 'ENOTDIR' ? 'it is no folder' : message;
    throw new RadiantError('INVALID_ARGUMENT', `the repository ${root} cannot be read: ${why}`, {
      reason: 'REPOSITORY_NOT_READ',
      cause: thrown,
    });
  }
  return found;
}

function folderOf(path: string): string {
  return path.slice(0, path.lastIndexOf('/'));
}
