import { RadiantError } from '../../base/index.ts';
import type { StoreFailure } from '../requests/store-failure.ts';

/** What a failure of Google Cloud Storage means and what to set. `origin` says where the token is from, undefined for anonymous requests. */
export function explainGs(
  { status, text }: StoreFailure,
  { bucket, shown, origin }: { readonly bucket: string; readonly shown: string; readonly origin: string | undefined },
): RadiantError | undefined {
  if (status === 404 && /bucket does not exist/i.test(text)) {
    return new RadiantError('NOT_FOUND', `there is no bucket ${bucket} (${shown})`, { reason: 'MODEL_NOT_FOUND' });
  }
  if (status !== 401 && status !== 403) return undefined;
  if (origin === undefined) {
    return new RadiantError(
      'UNAUTHENTICATED',
      `${shown} may not be read without credentials: set GOOGLE_APPLICATION_CREDENTIALS to the file of a service account's key ` +
        '(or RCLONE_CONFIG_GS_SERVICE_ACCOUNT_CREDENTIALS to its JSON)',
      { reason: 'NO_CREDENTIALS' },
    );
  }
  return new RadiantError(
    'PERMISSION_DENIED',
    `the account of ${origin} may not read ${shown}: it needs the role Storage Object Viewer on the bucket ${bucket}`,
    { reason: 'STORAGE_FORBIDDEN' },
  );
}
