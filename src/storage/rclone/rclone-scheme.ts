import { createHash } from 'node:crypto';
import { RadiantError } from '../../base/index.ts';
import type { Scheme } from '../scheme.ts';
import { findRclone, runRclone } from './run-rclone.ts';

interface Listed {
  readonly Path: string;
  readonly Size: number;
  readonly ModTime: string;
}

/** Whatever rclone reaches, through the rclone that is installed. */
export const rcloneScheme: Scheme = {
  forms: ['<remote>:path', ':backend,option=value:path'],
  open: async (uri, context) => {
    const program = findRclone(context.environment.PATH);
    if (program === undefined) {
      throw new RadiantError(
        'FAILED_PRECONDITION',
        `${uri.shown} needs rclone, which is not on the PATH: install it, or give a URI of a scheme that needs none (s3://, gs://, azureblob:, https://, ...)`,
        { reason: 'RCLONE_MISSING' },
      );
    }
    // Slashes after the remote's name mean nothing in a bucket.
    const target = uri.hasAuthority
      ? `${uri.text.slice(0, uri.text.indexOf(':'))}:${uri.rest.replace(/^\/+/, '')}`
      : uri.text;
    const text = await runRclone(program, ['lsjson', '--recursive', '--files-only', target], context, uri.shown);
    const files = JSON.parse(text) as readonly Listed[];
    if (files.length === 0) {
      throw new RadiantError('NOT_FOUND', `there is nothing at ${uri.shown}: rclone finds no file there`, {
        reason: 'MODEL_EMPTY',
      });
    }
    const facts = files.map(({ Path, Size, ModTime }) => [Path, Size, ModTime].join('\n')).sort();
    const isSingle = files.length === 1 && target.replace(/^.*[/:]/, '') === files[0]?.Path;
    return {
      kind: 'produced',
      isSingle,
      sizeBytes: files.reduce((sum, { Size }) => sum + Math.max(0, Size), 0),
      version: createHash('sha256').update(JSON.stringify(facts)).digest('hex'),
      produce: async (folder, onBytes) => {
        let done = 0;
        const args = ['copy', '--use-json-log', '--stats', '1s', '--stats-log-level', 'NOTICE', target, folder];
        await runRclone(program, args, context, uri.shown, (line) => {
          const bytes = readBytes(line);
          if (bytes > done) {
            onBytes(bytes - done);
            done = bytes;
          }
        });
      },
    };
  },
};

function readBytes(line: string): number {
  try {
    return Number((JSON.parse(line) as { stats?: { bytes?: unknown } }).stats?.bytes ?? 0);
  } catch {
    return 0;
  }
}
