import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { RadiantError } from '../../base/index.ts';
import {
  DEFAULT_SETTINGS,
  formatProblem,
  type OtherObject,
  type PredictorSpec,
  type ReadDeployment,
  readDeployments,
  type SeldonDeployment,
  type ServerCatalogue,
} from '../../deployment/index.ts';

export interface DeploymentFiles {
  readonly deployments: readonly { readonly deployment: SeldonDeployment; readonly written: SeldonDeployment }[];
  readonly others: readonly OtherObject[];
  /** What is odd but no error, one line each. */
  readonly warnings: readonly string[];
}

const ENDINGS = /\.(ya?ml|json)$/i;
const MAX_FILE_BYTES = 32 * 1024 * 1024;
const URL_TIMEOUT_MS = 30_000;

/**
 * Reads the deployments of files, folders (their YAML and JSON files), `-` (`readStdin`) or http(s) addresses. Throws INVALID_ARGUMENT with every
 * problem of every file and every warning behind them, one a line.
 */
export async function readDeploymentFiles(
  names: readonly string[],
  readStdin: () => Promise<string>,
  servers: ServerCatalogue = DEFAULT_SETTINGS.servers,
): Promise<DeploymentFiles> {
  const deployments: { deployment: SeldonDeployment; written: SeldonDeployment }[] = [];
  const others: OtherObject[] = [];
  const warnings: string[] = [];
  const problems: string[] = [];
  for (const name of await expandFolders(names)) {
    const read = readDeployments(await readText(name, readStdin), { ...DEFAULT_SETTINGS, servers });
    problems.push(...read.errors.map((problem) => `${name}: ${formatProblem(problem)}`));
    others.push(...read.others);
    for (const one of read.deployments) takeDeployment(name, one, deployments, warnings, problems);
  }
  if (problems.length > 0) {
    const lines = [...problems, ...warnings.map((warning) => `warning: ${warning}`)];
    throw new RadiantError('INVALID_ARGUMENT', lines.join('\n'), { reason: 'BAD_DEPLOYMENT' });
  }
  if (deployments.length === 0 && others.length === 0) {
    throw new RadiantError('INVALID_ARGUMENT', `there is no SeldonDeployment in ${names.join(', ')}`, {
      reason: 'NO_DEPLOYMENT',
    });
  }
  return { deployments, others, warnings };
}

function takeDeployment(
  file: string,
  { parsed }: ReadDeployment,
  deployments: { deployment: SeldonDeployment; written: SeldonDeployment }[],
  warnings: string[],
  problems: string[],
): void {
  warnings.push(...parsed.warnings.map((problem) => `${file}: ${formatProblem(problem)}`));
  if (parsed.ok) warnings.push(...parsed.deployment.spec.predictors.flatMap((one) => warnOfExplainer(file, one)));
  if (parsed.ok) deployments.push({ deployment: parsed.deployment, written: parsed.written });
  else problems.push(...parsed.errors.map((problem) => `${file}: ${formatProblem(problem)}`));
}

function warnOfExplainer(file: string, { name, explainer }: PredictorSpec): readonly string[] {
  if (!explainer?.type) return [];
  return [
    `${file}: predictor ${name}: its explainer ${explainer.type} does not run on this machine yet; the rest does`,
  ];
}

async function expandFolders(names: readonly string[]): Promise<readonly string[]> {
  const files: string[] = [];
  for (const name of names) {
    if (isUrl(name) || name === '-' || !(await isFolder(name))) files.push(name);
    else
      files.push(
        ...(await readdir(name))
          .filter((file) => ENDINGS.test(file))
          .sort()
          .map((file) => join(name, file)),
      );
  }
  return files;
}

async function isFolder(name: string): Promise<boolean> {
  try {
    return (await stat(name)).isDirectory();
  } catch (thrown) {
    throw unreadable(name, thrown);
  }
}

async function readText(name: string, readStdin: () => Promise<string>): Promise<string> {
  if (name === '-') return await readStdin();
  if (isUrl(name)) return await readUrl(name);
  try {
    if ((await stat(name)).size > MAX_FILE_BYTES) throw tooLarge(name);
    return await readFile(name, 'utf8');
  } catch (thrown) {
    throw thrown instanceof RadiantError ? thrown : unreadable(name, thrown);
  }
}

async function readUrl(address: string): Promise<string> {
  const answer = await fetch(address, { signal: AbortSignal.timeout(URL_TIMEOUT_MS) }).catch((thrown: unknown) => {
    throw unreadable(address, thrown);
  });
  if (!answer.ok)
    throw new RadiantError('INVALID_ARGUMENT', `${address} answers with status ${answer.status}`, {
      reason: 'FILE_NOT_READ',
    });
  const text = await answer.text();
  if (text.length > MAX_FILE_BYTES) throw tooLarge(address);
  return text;
}

function isUrl(name: string): boolean {
  return /^https?:\/\//i.test(name);
}

function unreadable(name: string, cause: unknown): RadiantError {
  const { code, message } = cause as NodeJS.ErrnoException;
  const why = code === 'ENOENT' ? 'there is no such file' : message;
  return new RadiantError('INVALID_ARGUMENT', `${name} cannot be read: ${why}`, { reason: 'FILE_NOT_READ', cause });
}

function tooLarge(name: string): RadiantError {
  return new RadiantError('INVALID_ARGUMENT', `${name} is larger than ${MAX_FILE_BYTES} bytes`, {
    reason: 'FILE_NOT_READ',
  });
}
