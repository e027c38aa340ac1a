import { RadiantError } from '../../base/index.ts';
import type { RepositoryFiles } from './read-git.ts';

/** What DVC knows of a file or folder that it keeps. */
export interface DvcOutput {
  /** MD5 of the content; ends with `.dir` for a folder's list of files. */
  readonly md5: string;
  readonly sizeBytes: number | undefined;
  /** True for DVC 3, which keeps files under `files/md5`. */
  readonly isNew: boolean;
  /** What of the output is wanted: a path below it, '' for all. */
  readonly inside: string;
  /** Last name of the output's path. */
  readonly name: string;
  /** The remote that the output itself names. */
  readonly remote: string | undefined;
}

interface RawOutput {
  readonly path?: unknown;
  readonly md5?: unknown;
  readonly hash?: unknown;
  readonly size?: unknown;
  readonly remote?: unknown;
}

type ParseYaml = (text: string) => unknown;

/** Looks for `path` in the .dvc files beside it and above it, and in the dvc.lock of each folder above it. Undefined when DVC does not keep it. */
export async function findOutput(files: RepositoryFiles, path: string): Promise<DvcOutput | undefined> {
  // Only this scheme needs YAML, and reading it in takes a while.
  const { parse } = await import('yaml');
  const parseYaml: ParseYaml = (text) => readYaml(text, parse);
  const wanted = path.replace(/\.dvc$/, '');
  const names = wanted.split('/').filter(Boolean);
  for (let count = names.length; count >= 0; count--) {
    const folder = names.slice(0, Math.max(0, count - 1)).join('/');
    const own = count === 0 ? undefined : await files.read(`${names.slice(0, count).join('/')}.dvc`);
    const lock = await files.read([...names.slice(0, count), 'dvc.lock'].join('/'));
    const found =
      (own === undefined ? undefined : match(readOutputs(own, parseYaml), folder, wanted)) ??
      (lock === undefined ? undefined : match(readLock(lock, parseYaml), names.slice(0, count).join('/'), wanted));
    if (found !== undefined) return found;
  }
  return undefined;
}

function match(outputs: readonly RawOutput[], folder: string, wanted: string): DvcOutput | undefined {
  for (const { path, md5, hash, size, remote } of outputs) {
    if (typeof path !== 'string' || typeof md5 !== 'string') continue;
    const full = [folder, path.replace(/^\.\//, '').replace(/\/$/, '')].filter(Boolean).join('/');
    if (wanted !== full && !wanted.startsWith(`${full}/`)) continue;
    if (!/^[0-9a-f]{32}(\.dir)?$/.test(md5)) {
      throw new RadiantError(
        'FAILED_PRECONDITION',
        `${full} has an md5 that is none: ${JSON.stringify(md5).slice(0, 80)}`,
        {
          reason: 'MALFORMED_DVC_FILE',
        },
      );
    }
    return {
      md5,
      sizeBytes: typeof size === 'number' && !md5.endsWith('.dir') ? size : undefined,
      isNew: hash === 'md5',
      inside: wanted.slice(full.length + 1),
      name: full.split('/').at(-1) ?? full,
      remote: typeof remote === 'string' ? remote : undefined,
    };
  }
  return undefined;
}

function readOutputs(text: string, parseYaml: ParseYaml): readonly RawOutput[] {
  const { outs } = (parseYaml(text) ?? {}) as { outs?: unknown };
  return Array.isArray(outs) ? (outs as readonly RawOutput[]) : [];
}

function readLock(text: string, parseYaml: ParseYaml): readonly RawOutput[] {
  const { stages } = (parseYaml(text) ?? {}) as { stages?: Readonly<Record<string, { outs?: unknown } | null>> | null };
  return Object.values(stages ?? {}).flatMap((stage) =>
    Array.isArray(stage?.outs) ? (stage.outs as readonly RawOutput[]) : [],
  );
}

function readYaml(text: string, parse: typeof import('yaml').parse): unknown {
  try {
    return parse(text, { maxAliasCount: 100 });
  } catch (cause) {
    throw new RadiantError('FAILED_PRECONDITION', 'a .dvc file or dvc.lock is not YAML', {
      reason: 'MALFORMED_DVC_FILE',
      cause,
    });
  }
}
