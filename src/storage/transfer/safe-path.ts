import { RadiantError } from '../../base/index.ts';

const MAX_PATH_BYTES = 1024;
const MAX_NAME_BYTES = 255;

/**
 * Checks the path that a store or an archive gives a file, with `/`. Gives it without `./`. Throws for a path that would leave the
 * model's folder, or that no file system takes.
 */
export function checkPath(path: string, origin: string): string {
  const refuse = (why: string): RadiantError =>
    new RadiantError(
      'FAILED_PRECONDITION',
      `${origin} has a file name that is refused (${why}): ${JSON.stringify(path).slice(0, 200)}`,
      {
        reason: 'UNSAFE_PATH',
      },
    );
  if (path.includes('\0')) throw refuse('it has a NUL character');
  if (path.startsWith('/') || /^[A-Za-z]:[\\/]/.test(path)) throw refuse('it is absolute');
  if (Buffer.byteLength(path) > MAX_PATH_BYTES) throw refuse(`it is longer than ${MAX_PATH_BYTES} bytes`);
  const names = path.split('/').filter((name) => name !== '' && name !== '.');
  if (names.length === 0) throw refuse('it is empty');
  for (const name of names) {
    if (name === '..' || /^\.\.[\\]|[\\]\.\.([\\]|$)/.test(name)) throw refuse('it leaves the folder');
    if (Buffer.byteLength(name) > MAX_NAME_BYTES) throw refuse(`a part of it is longer than ${MAX_NAME_BYTES} bytes`);
  }
  return names.join('/');
}
