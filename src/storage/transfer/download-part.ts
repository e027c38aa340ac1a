import { RadiantError } from '../../base/index.ts';
import type { Checksum } from '../checksums/checksum.ts';
import { sendOk } from '../requests/ask-store.ts';
import { toConnectionError } from '../requests/connection-error.ts';
import type { HttpAnswer } from '../requests/http-client.ts';
import { type RangeHead, receiveRange } from '../requests/receive-range.ts';
import { startRetrying } from '../requests/with-retries.ts';
import type { RemoteObject } from '../scheme.ts';
import type { StorageContext } from '../storage-context.ts';
import { isDiskError } from './disk-error.ts';
import type { Part } from './plan-parts.ts';
import { receiveBody, type WriteAt } from './receive-body.ts';

/**
 * Downloads one part into its place in the file. A cut connection goes on behind the last byte that came; only failures without a byte
 * between them count towards giving up. Gives the checksum that the store named along with the whole file.
 */
export async function downloadPart(
  context: StorageContext,
  object: RemoteObject,
  part: Part,
  write: WriteAt,
  onBytes: (count: number) => void,
): Promise<Checksum | undefined> {
  let checksum: Checksum | undefined;
  const retrying = startRetrying(context);
  let at = part.start;
  while (at < part.end) {
    let url = new URL('http://store');
    const count = (bytes: number): void => {
      at += bytes;
      onBytes(bytes);
      retrying.succeeded();
    };
    try {
      if (
        isDirect(context, object, at, part) &&
        (await receiveDirectly(context, object, { ...part, start: at }, write, count))
      )
        continue;
      const answer = await requestFrom(context, object, at, part);
      url = answer.url;
      const isPartial = answer.status === 206 || object.isRangeInUrl === true;
      if (!isPartial) checksum = object.readChecksum?.(answer.headers);
      const span = { position: at, limit: part.end - at, skip: isPartial ? 0 : at };
      await receiveBody(answer.body, span, write, count);
      if (part.end === Number.POSITIVE_INFINITY) break;
      if (at < part.end) throw shortAnswer(url, object, part.end - at);
    } catch (thrown) {
      await retrying.failed(isDiskError(thrown) ? thrown : toConnectionError(thrown, url, context.signal));
    }
  }
  return checksum;
}

function isDirect({ http, limits }: StorageContext, object: RemoteObject, at: number, { start, end }: Part): boolean {
  const isWhole = start === 0 && end === object.sizeBytes;
  const isRange = object.hasRanges && object.isRangeInUrl !== true && Number.isFinite(end) && !isWhole;
  return isRange && !http.hasProxy && end - at >= limits.directBytes;
}

/** The faster way for a large range. False when the answer is not the plain range: the ordinary way then finds out what it is. */
async function receiveDirectly(
  { limits, signal }: StorageContext,
  object: RemoteObject,
  { start, end }: Part,
  write: WriteAt,
  onBytes: (count: number) => void,
): Promise<boolean> {
  const request = await object.request(`bytes=${start}-${end - 1}`);
  let at = start;
  const accept = ({ status, headers }: RangeHead): boolean => {
    if (status !== 206 || Number(headers['content-length']) !== end - start) return false;
    checkAnswer(object, start, { status, headers, url: request.url });
    return true;
  };
  const take = async (bytes: Buffer): Promise<void> => {
    await write([bytes], at);
    at += bytes.length;
    onBytes(bytes.length);
  };
  try {
    return await receiveRange(request, { accept, write: take }, limits, signal);
  } catch (thrown) {
    throw isDiskError(thrown) ? thrown : toConnectionError(thrown, request.url, signal);
  }
}

async function requestFrom(
  context: StorageContext,
  object: RemoteObject,
  at: number,
  { start, end }: Part,
): Promise<HttpAnswer> {
  const { sizeBytes, hasRanges } = object;
  const isWhole = at === 0 && start === 0 && (sizeBytes === undefined || end === sizeBytes);
  const range = isWhole || !hasRanges ? undefined : `bytes=${at}-${Number.isFinite(end) ? end - 1 : ''}`;
  const answer = await sendOk(context, {
    what: object.path,
    request: () => object.request(range),
    explain: object.explain,
  });
  try {
    checkAnswer(object, at, answer);
  } catch (thrown) {
    answer.body.destroy();
    throw thrown;
  }
  return answer;
}

function checkAnswer(
  { path, etag, sizeBytes, isRangeInUrl }: RemoteObject,
  at: number,
  { status, headers, url }: Pick<HttpAnswer, 'status' | 'headers' | 'url'>,
): void {
  if (etag !== undefined && headers.etag !== undefined && headers.etag !== etag) throw replaced(path);
  const coding = headers['content-encoding'] ?? 'identity';
  if (status !== 206) {
    const length = Number(headers['content-length'] ?? Number.NaN);
    if (
      !isRangeInUrl &&
      sizeBytes !== undefined &&
      length !== sizeBytes &&
      Number.isFinite(length) &&
      coding === 'identity'
    )
      throw replaced(path);
    return;
  }
  const match = /^bytes (\d+)-\d+\/(\d+|\*)$/.exec(headers['content-range'] ?? '');
  if (match === null || Number(match[1]) !== at) {
    throw new RadiantError(
      'FAILED_PRECONDITION',
      `${url.host} answers with another range of ${path} than was asked for`,
      {
        reason: 'STORE_REFUSED',
      },
    );
  }
  if (sizeBytes !== undefined && match[2] !== '*' && Number(match[2]) !== sizeBytes) throw replaced(path);
}

function replaced(path: string): RadiantError {
  return new RadiantError('ABORTED', `${path} was replaced while it was downloaded`, { reason: 'MODEL_REPLACED' });
}

function shortAnswer(url: URL, { path }: RemoteObject, missing: number): RadiantError {
  return new RadiantError('UNAVAILABLE', `${url.host} sent ${missing} bytes too few of ${path}`, {
    reason: 'STORE_SHORT_ANSWER',
  });
}
