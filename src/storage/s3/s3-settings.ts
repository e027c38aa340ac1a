import { type Environment, RadiantError } from '../../base/index.ts';
import { firstVariable, type RemoteSettings, readFlag } from '../settings/remote-settings.ts';

/** How to reach S3, or a store that speaks its protocol. */
export interface S3Settings {
  /** Address of a store that is not AWS. */
  readonly endpoint: URL | undefined;
  readonly region: string;
  /** The bucket in the path rather than in the host's name. */
  readonly pathStyle: boolean;
  readonly verifyTls: boolean;
  /** Text of certificates to trust. */
  readonly caPath: string | undefined;
  /** Signs nothing, whatever credentials there are. */
  readonly isAnonymous: boolean;
}

const DEFAULT_REGION = 'us-east-1';

/** Reads rclone's variables of the remote first, then those of AWS and of Seldon's and KServe's secrets. */
export function readS3Settings(environment: Environment, remote: RemoteSettings): S3Settings {
  const endpoint = readEndpoint(environment, remote);
  const style = remote.get('force_path_style');
  const isVirtual = readFlag(firstVariable(environment, 'S3_USE_VIRTUAL_BUCKET'), false);
  return {
    endpoint,
    region: remote.get('region') ?? firstVariable(environment, 'AWS_REGION', 'AWS_DEFAULT_REGION') ?? DEFAULT_REGION,
    pathStyle: style === undefined ? endpoint !== undefined && !isVirtual : readFlag(style, true),
    verifyTls:
      readFlag(firstVariable(environment, 'S3_VERIFY_SSL'), true) &&
      !readFlag(firstVariable(environment, 'RCLONE_NO_CHECK_CERTIFICATE'), false),
    caPath: firstVariable(environment, 'AWS_CA_BUNDLE', 'RCLONE_CA_CERT'),
    isAnonymous: readFlag(
      firstVariable(environment, 'AWS_NO_SIGN_REQUEST', 'AWS_ANONYMOUS_CREDENTIAL', 'awsAnonymousCredential'),
      false,
    ),
  };
}

function readEndpoint(environment: Environment, remote: RemoteSettings): URL | undefined {
  const found = [
    [remote.variable('endpoint'), remote.get('endpoint')] as const,
    ...['AWS_ENDPOINT_URL_S3', 'AWS_ENDPOINT_URL', 'S3_ENDPOINT'].map((name) => [name, environment[name]] as const),
  ].find(([, value]) => value !== undefined && value !== '');
  if (found === undefined) return undefined;
  const [name, value = ''] = found;
  const scheme = readFlag(firstVariable(environment, 'S3_USE_HTTPS'), true) ? 'https' : 'http';
  const text = /^https?:\/\//i.test(value) ? value : `${scheme}://${value}`;
  if (URL.canParse(text)) return new URL(text);
  throw new RadiantError(
    'INVALID_ARGUMENT',
    `${name} is no address: it should look like https://minio.example.com:9000`,
    {
      reason: 'INVALID_SETTING',
    },
  );
}
