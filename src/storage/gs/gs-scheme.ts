import { openBucketPath } from '../buckets/bucket.ts';
import { splitBucket } from '../buckets/split-bucket.ts';
import type { RemoteScheme } from '../scheme.ts';
import { readRemote } from '../settings/remote-settings.ts';
import { openGsBucket } from './open-gs-bucket.ts';

/** Google Cloud Storage. Anonymous, as public buckets allow, unless there are credentials. */
export const gsScheme: RemoteScheme = {
  forms: ['gs://bucket/path', 'gs:bucket/path'],
  open: async (uri, context) => {
    const { bucket, path } = await gsScheme.openBucket(uri, context);
    return await openBucketPath(bucket, path, uri);
  },
  openBucket: async (uri, context) => {
    const { bucket, path } = splitBucket(uri);
    return { bucket: openGsBucket(context, readRemote(context.environment, uri.scheme), bucket, uri.shown), path };
  },
};
