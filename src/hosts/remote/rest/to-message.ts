import { codeOfHttpStatus, RadiantError } from '../../../base/index.ts';
import type { WireMessage, WireProtocol } from '../../../graph/index.ts';
import type { UserResponse } from '../../../payload/index.ts';
import type { RestAnswer } from './answer-reader.ts';

const OK = 200;
/** Longest part of a node's own words in a message. */
const MAX_SHOWN = 300;

/** The message of an answer 200. Any other is thrown with reason USER_RESPONSE, so that status and body reach the client as they are. */
export function toMessage(name: string, protocol: WireProtocol, answer: RestAnswer): WireMessage {
  const { body, head } = answer;
  const { status, contentType, contentEncoding, jsonLength } = head;
  const jsonBytes = jsonLength === undefined ? undefined : Number(jsonLength);
  if (status === OK) return { protocol, encoding: 'json', bytes: body, contentType, contentEncoding, jsonBytes };
  const response: UserResponse = { status, contentType: contentType ?? 'text/plain', body };
  const said = contentEncoding === undefined ? wordsOf(body) : undefined;
  throw new RadiantError(codeOfHttpStatus(status), said ?? `${name} answers with status ${status}`, {
    reason: 'USER_RESPONSE',
    httpStatus: status,
    cause: response,
  });
}

/** What an error body of Seldon, V2 or TensorFlow says; a short text as it is. */
function wordsOf(body: Uint8Array): string | undefined {
  const text = Buffer.from(body.buffer, body.byteOffset, Math.min(body.byteLength, 1 << 16)).toString();
  const words = fromJson(text) ?? text.trim();
  if (words === '') return undefined;
  return words.length > MAX_SHOWN ? `${words.slice(0, MAX_SHOWN)}...` : words;
}

function fromJson(text: string): string | undefined {
  try {
    const { status, error, detail } = JSON.parse(text) as {
      status?: { info?: unknown };
      error?: unknown;
      detail?: unknown;
    };
    const said = status?.info ?? error ?? detail;
    return typeof said === 'string' ? said : undefined;
  } catch {
    // No JSON: the text speaks for itself.
    return undefined;
  }
}
