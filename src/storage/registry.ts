import { type Environment, RadiantError } from '../base/index.ts';
import { azureScheme, isAzureHost } from './azure/index.ts';
import { dvcScheme } from './dvc/index.ts';
import { fileScheme } from './file/index.ts';
import { gsScheme } from './gs/index.ts';
import { hdfsScheme } from './hdfs/index.ts';
import { hfScheme } from './hf/index.ts';
import { httpScheme } from './http/index.ts';
import { mlflowScheme } from './mlflow/index.ts';
import type { ModelUri } from './model-uri.ts';
import { ociScheme } from './oci/index.ts';
import { pvcScheme } from './pvc/index.ts';
import { rcloneScheme } from './rclone/index.ts';
import { s3Scheme } from './s3/index.ts';
import type { Scheme } from './scheme.ts';
import { readRemote } from './settings/remote-settings.ts';

/** Every scheme by the word before the `:`. */
export const SCHEMES = {
  abfs: azureScheme,
  abfss: azureScheme,
  azure: azureScheme,
  azureblob: azureScheme,
  dvc: dvcScheme,
  'dvc+file': dvcScheme,
  'dvc+http': dvcScheme,
  'dvc+https': dvcScheme,
  'dvc+ssh': dvcScheme,
  file: fileScheme,
  gs: gsScheme,
  hdfs: hdfsScheme,
  hf: hfScheme,
  http: httpScheme,
  https: httpScheme,
  'mlflow-artifacts': mlflowScheme,
  models: mlflowScheme,
  oci: ociScheme,
  pvc: pvcScheme,
  runs: mlflowScheme,
  s3: s3Scheme,
  s3a: s3Scheme,
  s3n: s3Scheme,
  swebhdfs: hdfsScheme,
  wasb: azureScheme,
  wasbs: azureScheme,
  webhdfs: hdfsScheme,
} as const satisfies Readonly<Record<string, Scheme>>;

/** rclone's word for a kind of remote, in RCLONE_CONFIG_<REMOTE>_TYPE, and who reads it here without rclone. */
export const REMOTE_TYPES = {
  azureblob: azureScheme,
  'google cloud storage': gsScheme,
  s3: s3Scheme,
} as const satisfies Readonly<Record<string, Scheme>>;

/** Chooses who opens a URI: a remote that is set in the environment, a scheme, else rclone. Throws INVALID_ARGUMENT that lists the schemes. */
export function findScheme(uri: ModelUri, environment: Environment): Scheme {
  const type = readRemote(environment, uri.scheme).get('type');
  if (isKey(REMOTE_TYPES, type)) return REMOTE_TYPES[type];
  if (type !== undefined || uri.scheme === ':') return rcloneScheme;
  if (/^https?$/.test(uri.scheme) && URL.canParse(uri.text) && isAzureHost(new URL(uri.text).host)) return azureScheme;
  if (isKey(SCHEMES, uri.scheme)) return SCHEMES[uri.scheme];
  // rclone's own file of settings may know the name.
  if (!uri.hasAuthority) return rcloneScheme;
  throw new RadiantError(
    'INVALID_ARGUMENT',
    `${uri.shown}: the scheme ${uri.scheme} is not known; there are ${Object.keys(SCHEMES).join(', ')}`,
    { reason: 'UNKNOWN_SCHEME' },
  );
}

function isKey<T extends object>(table: T, key: string | undefined): key is Extract<keyof T, string> {
  return key !== undefined && Object.hasOwn(table, key);
}
