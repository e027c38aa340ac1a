import { readFile } from 'node:fs/promises';
import { parseCount } from './parse-count.ts';

/** Where Kubernetes' downward API puts the pod's annotations. */
export const ANNOTATIONS_PATH = '/etc/podinfo/annotations';
const MAX_FILE_BYTES = 1024 * 1024;

export interface Annotations {
  /** `seldon.io/rest-timeout`, milliseconds. */
  readonly restTimeoutMs: number | undefined;
  /** `seldon.io/grpc-timeout`, milliseconds. */
  readonly grpcTimeoutMs: number | undefined;
  /** `seldon.io/grpc-max-message-size`, bytes. */
  readonly maxMessageBytes: number | undefined;
  /** Sentences about annotations that could not be used. */
  readonly problems: readonly string[];
}

/**
 * Reads a downward API file: lines `key="value"`, the value quoted as Go does.
 * Lines that are no pair are left out.
 */
export function parseAnnotations(text: string): ReadonlyMap<string, string> {
  const pairs = new Map<string, string>();
  for (const line of text.split('\n')) {
    const match = /^\s*([^=\s]+)\s*=\s*(.*?)\s*$/.exec(line);
    if (match) pairs.set(match[1]!, unquote(match[2]!));
  }
  return pairs;
}

/** The annotations that a microservice obeys. A missing file is an empty one; an unreadable one is a problem, not an error. */
export async function readAnnotations(path: string = ANNOTATIONS_PATH): Promise<Annotations> {
  const problems: string[] = [];
  const pairs = await readPairs(path, problems);
  const count = (key: string, minimum: number): number | undefined => {
    const text = pairs.get(key);
    if (text === undefined) return undefined;
    const value = parseCount(text);
    if (value !== undefined && value >= minimum) return value;
    problems.push(`annotation ${key} is ignored: ${JSON.stringify(text)} is not a whole number of at least ${minimum}`);
    return undefined;
  };
  const restTimeoutMs = count('seldon.io/rest-timeout', 1);
  const grpcTimeoutMs = count('seldon.io/grpc-timeout', 1);
  const maxMessageBytes = count('seldon.io/grpc-max-message-size', 1);
  return { restTimeoutMs, grpcTimeoutMs, maxMessageBytes, problems };
}

async function readPairs(path: string, problems: string[]): Promise<ReadonlyMap<string, string>> {
  try {
    const text = await readFile(path, 'utf8');
    if (text.length > MAX_FILE_BYTES) {
      problems.push(`${path} is ignored: it is larger than ${MAX_FILE_BYTES} bytes`);
      return new Map();
    }
    return parseAnnotations(text);
  } catch (thrown) {
    const code = (thrown as NodeJS.ErrnoException).code;
    if (code !== 'ENOENT' && code !== 'ENOTDIR') problems.push(`${path} cannot be read (${code})`);
    return new Map();
  }
}

function unquote(text: string): string {
  if (!/^".*"$/.test(text)) return text;
  try {
    return String(JSON.parse(text));
  } catch {
    // Go quotes some characters in ways JSON does not know; none of them occurs in a value that we read.
    return text.slice(1, -1);
  }
}
