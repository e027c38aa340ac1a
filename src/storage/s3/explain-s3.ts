import { RadiantError } from '../../base/index.ts';
import type { StoreFailure } from '../requests/store-failure.ts';
import { xmlText } from '../settings/parse-xml.ts';

export interface S3Surroundings {
  readonly bucket: string;
  readonly shown: string;
  readonly region: string;
  /** The variable that the credentials are from; undefined when requests are not signed. */
  readonly origin: string | undefined;
}

const BAD_KEYS: ReadonlySet<string> = new Set([
  'InvalidAccessKeyId',
  'SignatureDoesNotMatch',
  'InvalidToken',
  'ExpiredToken',
  'TokenRefreshRequired',
]);

/** The region that a bucket lies in, when a failure tells that it was asked in another. */
export function readRightRegion({ status, headers, text }: StoreFailure): string | undefined {
  if (status !== 301 && status !== 307 && status !== 400 && status !== 403) return undefined;
  const told = headers['x-amz-bucket-region'] ?? xmlText(text, 'Region');
  return typeof told === 'string' && /^[a-z0-9-]{2,40}$/.test(told) ? told : undefined;
}

/** What a failure of S3 means and what to set. The codes are those of the S3 API reference, "Error responses". */
export function explainS3(
  failure: StoreFailure,
  { bucket, shown, region, origin }: S3Surroundings,
): RadiantError | undefined {
  const { status, text } = failure;
  const code = xmlText(text, 'Code') ?? '';
  const right = readRightRegion(failure);
  if (right !== undefined && right !== region) {
    return new RadiantError(
      'FAILED_PRECONDITION',
      `the bucket ${bucket} is in the region ${right}, not in ${region}: set AWS_REGION=${right}`,
      { reason: 'WRONG_REGION', cause: { region: right } },
    );
  }
  if (code === 'NoSuchBucket') {
    return new RadiantError('NOT_FOUND', `there is no bucket ${bucket} (${shown})`, { reason: 'MODEL_NOT_FOUND' });
  }
  if (code === 'RequestTimeTooSkewed') {
    return new RadiantError(
      'FAILED_PRECONDITION',
      'S3 refuses the request because the clock of this machine is wrong',
      {
        reason: 'WRONG_CLOCK',
      },
    );
  }
  if (BAD_KEYS.has(code)) {
    return new RadiantError(
      'UNAUTHENTICATED',
      `S3 does not accept the credentials of ${origin ?? 'this request'} for ${shown} (${code})`,
      {
        reason: 'NO_CREDENTIALS',
      },
    );
  }
  if (status !== 401 && status !== 403) return undefined;
  if (origin === undefined) {
    return new RadiantError(
      'UNAUTHENTICATED',
      `${shown} may not be read without credentials: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY ` +
        '(or RCLONE_CONFIG_S3_ACCESS_KEY_ID and RCLONE_CONFIG_S3_SECRET_ACCESS_KEY)',
      { reason: 'NO_CREDENTIALS' },
    );
  }
  return new RadiantError(
    'PERMISSION_DENIED',
    `the credentials of ${origin} may not read ${shown}: they need s3:ListBucket on the bucket and s3:GetObject on its objects`,
    { reason: 'STORAGE_FORBIDDEN' },
  );
}
