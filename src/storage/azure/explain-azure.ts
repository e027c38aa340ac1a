import { RadiantError } from '../../base/index.ts';
import type { StoreFailure } from '../requests/store-failure.ts';
import { xmlText } from '../settings/parse-xml.ts';
import type { AzureAddress } from './azure-address.ts';

/** What a failure of Azure's blobs means and what to set. The codes are those of Microsoft's "Blob service error codes". */
export function explainAzure(
  { status, headers, text }: StoreFailure,
  { access, account, container }: AzureAddress,
  shown: string,
): RadiantError | undefined {
  const told = headers['x-ms-error-code'] ?? xmlText(text, 'Code');
  const code = typeof told === 'string' ? told : '';
  if (code === 'ContainerNotFound') {
    return new RadiantError('NOT_FOUND', `there is no container ${container} in ${account} (${shown})`, {
      reason: 'MODEL_NOT_FOUND',
    });
  }
  // Private containers answer 404 to those who have no credentials, as if they were not there.
  const isHidden =
    access.kind === 'anonymous' &&
    (code === 'ResourceNotFound' || code === 'PublicAccessNotPermitted' || status === 409);
  if (status !== 401 && status !== 403 && !isHidden) return undefined;
  if (access.kind === 'anonymous') {
    return new RadiantError(
      'UNAUTHENTICATED',
      `${shown} may not be read without credentials: set AZURE_STORAGE_KEY, AZURE_STORAGE_SAS_TOKEN or AZURE_STORAGE_CONNECTION_STRING ` +
        '(or RCLONE_CONFIG_AZUREBLOB_KEY), or AZURE_TENANT_ID, AZURE_CLIENT_ID and AZURE_CLIENT_SECRET',
      { reason: 'NO_CREDENTIALS' },
    );
  }
  if (code === 'AuthenticationFailed' || code === 'InvalidAuthenticationInfo') {
    return new RadiantError(
      'UNAUTHENTICATED',
      `Azure does not accept the credentials of ${access.origin} for ${shown} (${code})`,
      {
        reason: 'NO_CREDENTIALS',
      },
    );
  }
  return new RadiantError(
    'PERMISSION_DENIED',
    `the credentials of ${access.origin} may not read ${shown} (${code || status}): they need to list and read, as the role Storage Blob Data Reader does`,
    { reason: 'STORAGE_FORBIDDEN' },
  );
}
