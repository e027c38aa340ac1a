import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { ensureVenv } from '../../support/ensure-venv.ts';
import type { Files, StoreEntry } from './store.ts';
import { writeFiles } from './write-files.ts';

const run = promisify(execFile);

export interface DvcRepository {
  readonly folder: string;
  dvc(...args: readonly string[]): Promise<void>;
  git(...args: readonly string[]): Promise<void>;
}

/** A git repository in which DVC keeps `models/iris`, pushed to a remote, and with nothing left in the cache. */
export async function makeDvcRepository(
  files: Files,
  remote: string,
  settings: Readonly<Record<string, string>> = {},
): Promise<DvcRepository> {
  const python = await ensureVenv('dvc');
  const folder = mkdtempSync(join(tmpdir(), 'radiant-dvc-test-'));
  const env = {
    ...process.env,
    PATH: `${dirname(python)}:${process.env.PATH}`,
    DVC_NO_ANALYTICS: '1',
    HOME: folder,
    AWS_REGION: 'us-east-1',
  };
  const call = async (program: string, args: readonly string[]): Promise<void> => {
    await run(program, [...args], { cwd: folder, env });
  };
  const repository: DvcRepository = {
    folder,
    dvc: (...args) => call(join(dirname(python), 'dvc'), args),
    git: (...args) =>
      call('git', ['-c', 'user.name=t', '-c', 'user.email=t@example.com', '-c', 'init.defaultBranch=main', ...args]),
  };
  await repository.git('init', '--quiet');
  await repository.dvc('init', '--quiet');
  await repository.dvc('remote', 'add', '--default', 'store', remote);
  for (const [key, value] of Object.entries(settings)) await repository.dvc('remote', 'modify', 'store', key, value);
  mkdirSync(join(folder, 'models'));
  await keepFiles(repository, files);
  return repository;
}

/** Writes files below models/iris, gives them to DVC, and takes them out of its cache. */
export async function keepFiles(repository: DvcRepository, files: Files): Promise<void> {
  const { folder, dvc, git } = repository;
  writeFiles(join(folder, 'models', 'iris'), files);
  await dvc('add', '--quiet', 'models/iris');
  await dvc('push', '--quiet');
  await git('add', '--all');
  await git('commit', '--quiet', '--message', 'a model');
  rmSync(join(folder, '.dvc', 'cache'), { recursive: true });
}

/** DVC with a remote that is a folder. */
export const dvcStore: StoreEntry = {
  name: 'dvc',
  page: 'dvc',
  start: async (files) => {
    const shelf = mkdtempSync(join(tmpdir(), 'radiant-dvc-remote-'));
    const repository = await makeDvcRepository(files, shelf);
    const { folder } = repository;
    return {
      uri: `dvc://${folder}/models/iris`,
      environment: { PATH: process.env.PATH },
      fileUri: (path) => `dvc://${folder}/models/iris/${encodeURIComponent(path)}`,
      missingUri: `dvc://${folder}/models/none`,
      replace: (path, content) => keepFiles(repository, { [path]: content }),
      stop: () => {
        rmSync(folder, { recursive: true });
        rmSync(shelf, { recursive: true });
        return Promise.resolve();
      },
    };
  },
};
