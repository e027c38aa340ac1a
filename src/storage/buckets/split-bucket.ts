import { RadiantError } from '../../base/index.ts';
import type { ModelUri } from '../model-uri.ts';

/** `//bucket/some/path` in its two parts; leading slashes of the path are dropped, as rclone does. Throws when there is no bucket. */
export function splitBucket({ rest, shown, scheme }: ModelUri): { readonly bucket: string; readonly path: string } {
  const [bucket = '', ...path] = rest.replace(/^\/+/, '').split('/');
  if (bucket === '' || !/^[\w.$-]+$/.test(bucket)) {
    throw new RadiantError(
      'INVALID_ARGUMENT',
      `${shown} names no bucket: it should look like ${scheme}://bucket/path`,
      {
        reason: 'INVALID_URI',
      },
    );
  }
  return { bucket, path: path.join('/').replace(/^\/+/, '') };
}
