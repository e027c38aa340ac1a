import { openBucketPath } from '../buckets/bucket.ts';
import { splitBucket } from '../buckets/split-bucket.ts';
import type { RemoteScheme } from '../scheme.ts';
import { readRemote } from '../settings/remote-settings.ts';
import { openS3Bucket } from './open-s3-bucket.ts';

/** Amazon S3 and what speaks its protocol: MinIO, Ceph, R2. */
export const s3Scheme: RemoteScheme = {
  forms: ['s3://bucket/path', 's3:bucket/path'],
  open: async (uri, context) => {
    const { bucket, path } = await s3Scheme.openBucket(uri, context);
    return await openBucketPath(bucket, path, uri);
  },
  openBucket: async (uri, context) => {
    const { bucket, path } = splitBucket(uri);
    const remote = readRemote(context.environment, uri.scheme.replace(/^s3[an]$/, 's3'));
    return { bucket: await openS3Bucket(context, remote, bucket, uri.shown), path };
  },
};
