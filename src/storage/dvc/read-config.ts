import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { type Environment, RadiantError } from '../../base/index.ts';
import { parseIni } from '../settings/parse-ini.ts';
import type { DvcOutput } from './find-output.ts';
import type { RepositoryFiles } from './read-git.ts';

/** Where DVC keeps files: its cache on this machine, and its remote. */
export interface DvcPlaces {
  readonly cacheDir: string;
  readonly remote: { readonly name: string; readonly url: string; readonly environment: Environment } | undefined;
}

/** DVC's setting of a remote, and the variable that says the same to the schemes of this room. */
const VARIABLES: Readonly<Record<string, string>> = {
  access_key_id: 'AWS_ACCESS_KEY_ID',
  account_key: 'AZURE_STORAGE_KEY',
  account_name: 'AZURE_STORAGE_ACCOUNT',
  client_id: 'AZURE_CLIENT_ID',
  client_secret: 'AZURE_CLIENT_SECRET',
  connection_string: 'AZURE_STORAGE_CONNECTION_STRING',
  credentialpath: 'AWS_SHARED_CREDENTIALS_FILE',
  endpointurl: 'AWS_ENDPOINT_URL_S3',
  profile: 'AWS_PROFILE',
  region: 'AWS_REGION',
  sas_token: 'AZURE_STORAGE_SAS_TOKEN',
  secret_access_key: 'AWS_SECRET_ACCESS_KEY',
  session_token: 'AWS_SESSION_TOKEN',
  ssl_verify: 'S3_VERIFY_SSL',
  tenant_id: 'AZURE_TENANT_ID',
};
const GS_VARIABLES: Readonly<Record<string, string>> = {
  credentialpath: 'GOOGLE_APPLICATION_CREDENTIALS',
  endpointurl: 'STORAGE_EMULATOR_HOST',
};

/** Reads `.dvc/config` and `.dvc/config.local`. `wanted` names a remote; else the output's own, then the repository's default. */
export async function readPlaces(
  files: RepositoryFiles,
  { remote: own }: DvcOutput,
  wanted: string | undefined,
): Promise<DvcPlaces> {
  const shared = await files.read('.dvc/config');
  const local = await readFile(join(files.root, '.dvc', 'config.local'), 'utf8').catch(() => '');
  const sections = [shared ?? '', local].map(parseIni);
  const setting = (section: string, key: string): string | undefined =>
    sections.map((each) => each.get(section)?.get(key)).findLast((value) => value !== undefined);
  const cache = setting('cache', 'dir');
  const name = wanted ?? own ?? setting('core', 'remote');
  return {
    cacheDir: cache === undefined ? join(files.root, '.dvc', 'cache') : resolve(files.root, '.dvc', cache),
    remote: name === undefined ? undefined : readRemote(name, files, setting, sections),
  };
}

function readRemote(
  name: string,
  { root }: RepositoryFiles,
  setting: (section: string, key: string) => string | undefined,
  sections: readonly Map<string, Map<string, string>>[],
): NonNullable<DvcPlaces['remote']> {
  const section = `remote "${name}"`;
  const url = setting(section, 'url');
  if (url === undefined) {
    throw new RadiantError(
      'FAILED_PRECONDITION',
      `the DVC remote ${name} has no url in .dvc/config or .dvc/config.local`,
      {
        reason: 'DVC_REMOTE_MISSING',
      },
    );
  }
  const names = url.startsWith('gs://') ? { ...VARIABLES, ...GS_VARIABLES } : VARIABLES;
  const environment: Record<string, string> = {};
  for (const settings of sections) {
    for (const [key, value] of settings.get(section) ?? []) {
      const variable = names[key];
      if (variable !== undefined)
        environment[variable] = key === 'credentialpath' ? resolve(root, '.dvc', value) : value;
    }
  }
  // Paths are relative to the file that names them.
  const isPath = !/^[a-z][\w+.-]*:\/\//i.test(url);
  return { name, url: isPath ? resolve(root, '.dvc', url) : url, environment };
}
