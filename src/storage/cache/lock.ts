import { randomBytes } from 'node:crypto';
import { link, mkdir, open, readFile, rename, rm, stat, utimes } from 'node:fs/promises';
import { hostname } from 'node:os';
import { dirname } from 'node:path';
import { isProcessAlive, RadiantError } from '../../base/index.ts';
import type { StorageContext } from '../storage-context.ts';

/** Who holds a lock, as its file says. */
interface Holder {
  readonly host: string;
  readonly pid: number;
  /** When the process started, in the machine's own count: process ids are used again. */
  readonly started: string | null;
  readonly token: string;
}

const BEAT_MS = 5_000;
/** A holder on another machine that has not touched its lock for so long is gone. */
const STALE_MS = 60_000;
const POLL_MS = 100;

/**
 * Takes a lock file, waits while somebody else has it (in this process or another), and gives back the function that lets it go.
 * The lock of a process that is gone is taken over.
 */
export async function takeLock(
  path: string,
  context: Pick<StorageContext, 'now' | 'sleep'>,
): Promise<() => Promise<void>> {
  await mkdir(dirname(path), { recursive: true });
  const token = randomBytes(8).toString('hex');
  const text = JSON.stringify({
    host: hostname(),
    pid: process.pid,
    started: (await readStart(process.pid)) ?? null,
    token,
  } satisfies Holder);
  while (!(await create(path, text))) {
    const stale = await readStale(path, context.now());
    if (stale === undefined) await context.sleep(POLL_MS);
    else await takeAway(path, token, stale);
  }
  // A touch that fails does no harm: the lock is gone with its folder, or looks old.
  const beat = setInterval(() => void utimes(path, new Date(), new Date()).catch(() => undefined), BEAT_MS);
  beat.unref();
  return async () => {
    clearInterval(beat);
    const held = await readFile(path, 'utf8').catch(() => undefined);
    if (held === text) await rm(path, { force: true });
  };
}

async function create(path: string, text: string): Promise<boolean> {
  try {
    const handle = await open(path, 'wx');
    try {
      await handle.writeFile(text);
    } catch (thrown) {
      // A lock without a holder would be waited for.
      await rm(path, { force: true });
      throw thrown;
    } finally {
      await handle.close();
    }
    return true;
  } catch (thrown) {
    const { code } = thrown as NodeJS.ErrnoException;
    if (code === 'EEXIST') return false;
    if (code === 'EACCES' || code === 'EROFS' || code === 'EPERM') {
      throw new RadiantError(
        'FAILED_PRECONDITION',
        `${dirname(path)} cannot be written (${code}): choose another cache folder`,
        {
          reason: 'CACHE_NOT_WRITABLE',
          cause: thrown,
        },
      );
    }
    throw thrown;
  }
}

/** The text of a lock whose holder is gone; undefined while it may be held. */
async function readStale(path: string, nowMs: number): Promise<string | undefined> {
  const text = await readFile(path, 'utf8').catch(() => undefined);
  const touchedMs = await stat(path).then(
    ({ mtimeMs }) => mtimeMs,
    () => undefined,
  );
  if (text === undefined || touchedMs === undefined) return undefined;
  const isOld = nowMs - touchedMs > STALE_MS;
  const holder = parseHolder(text);
  // Just created and not written yet, broken, or of another machine: only time can tell.
  if (holder === undefined || holder.host !== hostname()) return isOld ? text : undefined;
  const started = await readStart(holder.pid);
  const isGone = started === undefined ? !isProcessAlive(holder.pid) : started !== holder.started;
  return isGone ? text : undefined;
}

/** Two may see the same stale lock. Whoever moves away a fresh one, which the other has made meanwhile, puts it back. */
async function takeAway(path: string, token: string, stale: string): Promise<void> {
  const aside = `${path}.${token}`;
  const isMoved = await rename(path, aside).then(
    () => true,
    () => false,
  );
  if (!isMoved) return;
  if ((await readFile(aside, 'utf8')) !== stale) await link(aside, path).catch(() => undefined);
  await rm(aside, { force: true });
}

function parseHolder(text: string): Holder | undefined {
  try {
    return JSON.parse(text) as Holder;
  } catch {
    return undefined;
  }
}

/** Field 22 of /proc/PID/stat, behind the name in parentheses. Undefined where there is no /proc or no such process. */
async function readStart(pid: number): Promise<string | undefined> {
  const text = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => undefined);
  return text?.slice(text.lastIndexOf(')') + 2).split(' ')[19];
}
