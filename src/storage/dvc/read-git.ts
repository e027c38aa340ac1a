import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { RadiantError } from '../../base/index.ts';
import type { StorageContext } from '../storage-context.ts';

/** The small files of a repository that say what DVC keeps elsewhere. */
export interface RepositoryFiles {
  /** The folder of the repository on this machine, where its `.dvc` is. */
  readonly root: string;
  /** The text of a file, by its path in the repository; undefined when it is not there. */
  read(path: string): Promise<string | undefined>;
}

const MAX_FILE_BYTES = 16 * 2 ** 20;

/** Reads from a folder as it stands, or from one of its revisions. */
export function openRepository(root: string, revision: string | undefined, context: StorageContext): RepositoryFiles {
  if (revision === undefined) {
    return { root, read: (path) => readFile(join(root, path), 'utf8').catch(() => undefined) };
  }
  return {
    root,
    read: async (path) => {
      // A revision that begins with a dash would be an option to git.
      const { stdout } = await runGit(['-C', root, 'show', '--end-of-options', `${revision}:./${path}`], context).catch(
        async (thrown: unknown) => {
          if (thrown instanceof RadiantError) throw thrown;
          await checkRevision(root, revision, context);
          return { stdout: undefined };
        },
      );
      return stdout;
    },
  };
}

/** Clones a repository without its files' history into a folder of its own; `close` removes it. */
export async function cloneRepository(
  url: string,
  revision: string | undefined,
  shown: string,
  context: StorageContext,
): Promise<{ readonly root: string; close(): Promise<void> }> {
  const root = await mkdtemp(join(tmpdir(), 'radiant-dvc-'));
  const close = (): Promise<void> => rm(root, { recursive: true, force: true });
  try {
    await runGit(['clone', '--quiet', '--filter=blob:limit=16m', '--', url, root], context);
    if (revision !== undefined) await checkOut(root, revision, context);
    return { root, close };
  } catch (thrown) {
    await close();
    if (thrown instanceof RadiantError) throw thrown;
    throw new RadiantError('FAILED_PRECONDITION', `git cannot clone ${shown}: ${lastLine(thrown)}`, {
      reason: 'GIT_FAILED',
      cause: thrown,
    });
  }
}

/** Branches of a clone other than its first are known as the origin's only. */
async function checkOut(root: string, revision: string, context: StorageContext): Promise<void> {
  if (revision.startsWith('-')) {
    throw new RadiantError('INVALID_ARGUMENT', `${revision} is no revision of git`, { reason: 'INVALID_URI' });
  }
  const checkout = ['-C', root, 'checkout', '--quiet', '--detach'];
  await runGit([...checkout, revision, '--'], context).catch(async (thrown: unknown) => {
    await runGit([...checkout, `origin/${revision}`, '--'], context).catch(() => {
      throw thrown;
    });
  });
}

async function checkRevision(root: string, revision: string, context: StorageContext): Promise<void> {
  try {
    await runGit(['-C', root, 'rev-parse', '--quiet', '--verify', '--end-of-options', `${revision}^{commit}`], context);
  } catch (cause) {
    if (cause instanceof RadiantError) throw cause;
    throw new RadiantError('NOT_FOUND', `${root} has no revision ${revision}`, { reason: 'MODEL_NOT_FOUND', cause });
  }
}

async function runGit(args: readonly string[], { signal, environment }: StorageContext): Promise<{ stdout: string }> {
  try {
    const env = { ...environment, GIT_TERMINAL_PROMPT: '0' };
    return await promisify(execFile)('git', args, { signal, env, maxBuffer: MAX_FILE_BYTES });
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== 'ENOENT') throw cause;
    throw new RadiantError(
      'FAILED_PRECONDITION',
      'git is not on the PATH: it is needed for revisions and repositories elsewhere',
      {
        reason: 'GIT_MISSING',
        cause,
      },
    );
  }
}

function lastLine(thrown: unknown): string {
  const { stderr } = thrown as { stderr?: string };
  return (
    (stderr ?? String(thrown))
      .trim()
      .split('\n')
      .at(-1)
      ?.replace(/\/\/[^/@\s]*@/g, '//') ?? ''
  );
}
