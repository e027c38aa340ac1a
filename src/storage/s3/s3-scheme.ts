import { openBucketPath } from '../buckets/bucket.ts';
import { splitBucket } from '../buckets/split-bucket.ts';
import type { RemoteScheme } from '../scheme.ts';
import { readRemote } from '../settings/remote-settings.ts';
import { openS3Bucket } from './open-s3-bucket.ts';

/** Amazon S3 and what speaks its protocol: MinIO, Ceph, R2. */
export const s3Scheme: RemoteScheme = {
  forms: ['s3://bucket/path', 's3:bucket/path'],
  open: async (uri, context) => {
    const { bucket, path } = splitBucket(uri);
    const remote = readRemote(context.environment, uri.scheme === 's3a' ? 's3' : uri.scheme);
    return await openBucketPath(await openS3Bucket(context, remote, bucket, uri.shown), path, uri);
  },
  openBucket: async (uri, context) => {
    const { bucket, path } = splitBucket(uri);
    return {
      bucket: await openS3Bucket(context, readRemote(context.environment, uri.scheme), bucket, uri.shown),
      path,
    };
  },
};
