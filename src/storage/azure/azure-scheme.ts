import { openBucketPath } from '../buckets/bucket.ts';
import type { RemoteScheme } from '../scheme.ts';
import { readRemote } from '../settings/remote-settings.ts';
import { readAzureAddress } from './azure-address.ts';
import { openAzureContainer } from './open-azure-container.ts';

const OWN_FORMS: ReadonlySet<string> = new Set(['abfs', 'abfss', 'azure', 'http', 'https', 'wasb', 'wasbs']);

/** Azure Blob Storage, and Data Lake Storage through its blobs. */
export const azureScheme: RemoteScheme = {
  forms: [
    'https://ACCOUNT.blob.core.windows.net/container/path',
    'wasbs://container@ACCOUNT.blob.core.windows.net/path',
    'abfss://container@ACCOUNT.dfs.core.windows.net/path',
    'azureblob:container/path',
  ],
  open: async (uri, context) => {
    const { bucket, path } = await azureScheme.openBucket(uri, context);
    return await openBucketPath(bucket, path, uri);
  },
  openBucket: (uri, context) => {
    const remote = readRemote(context.environment, OWN_FORMS.has(uri.scheme) ? 'azureblob' : uri.scheme);
    const address = readAzureAddress(uri, context.environment, remote);
    return Promise.resolve({ bucket: openAzureContainer(context, address, uri.shown), path: address.path });
  },
};
