import { RadiantError } from '../../../base/index.ts';
import type { VersionPolicy } from './scan-repository.ts';

/** The file that describes a model to Triton. */
export const TRITON_FILE = 'config.pbtxt';

export interface TritonConfig {
  readonly name: string | undefined;
  readonly versions: VersionPolicy | readonly string[] | undefined;
  readonly batching: { readonly maxRows: number; readonly maxDelayMs: number } | undefined;
}

const MAX_TEXT = 1 << 20;
const TOKEN =
  /\s*(?:#[^\n]*\n\s*)*("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|[A-Za-z_][\w.]*|[-+]?[\d.][\w.+-]*|[{}[\]<>:,;])/y;

/** A message of protobuf's text format: each field with all its values. */
interface Message {
  readonly [field: string]: readonly (string | Message)[];
}

/**
 * Reads what Radiant uses of Triton's model configuration: name, version_policy, dynamic_batching. Throws INVALID_ARGUMENT for what is no text format.
 * Source of the fields: Triton's model_config.proto.
 */
export function parseTritonConfig(text: string): TritonConfig {
  if (text.length > MAX_TEXT) throw bad('is larger than 1 MiB');
  const config = createParser(text).message(undefined, 0);
  const policy = messageAt(config, 'version_policy');
  const maxRows = Number(textAt(config, 'max_batch_size') ?? 0);
  const delayUs = Number(textAt(messageAt(config, 'dynamic_batching') ?? {}, 'max_queue_delay_microseconds') ?? 0);
  return {
    name: textAt(config, 'name'),
    versions: policy === undefined ? undefined : readPolicy(policy),
    batching: maxRows > 1 && 'dynamic_batching' in config ? { maxRows, maxDelayMs: delayUs / 1000 } : undefined,
  };
}

function readPolicy(policy: Message): VersionPolicy | readonly string[] {
  const specific = messageAt(policy, 'specific');
  if (specific !== undefined) return (specific.versions ?? []).filter((version) => typeof version === 'string');
  const latest = messageAt(policy, 'latest');
  if (latest !== undefined) return { kind: 'latest', count: Number(textAt(latest, 'num_versions') ?? 1) };
  return { kind: 'all' };
}

function createParser(text: string) {
  const tokens: string[] = [];
  let at = 0;
  const pattern = new RegExp(TOKEN.source, 'y');
  for (;;) {
    pattern.lastIndex = at;
    const match = pattern.exec(text);
    if (match === null) break;
    tokens.push(match[1] as string);
    at = pattern.lastIndex;
  }
  if (!/^(\s|#[^\n]*(\n|$))*$/.test(text.slice(at))) throw bad(`cannot be read at character ${at}`);
  let next = 0;
  const value = (depth: number): string | Message => {
    const token = tokens[next++];
    if (token === '{') return message('}', depth + 1);
    if (token === '<') return message('>', depth + 1);
    if (token === undefined || /^[}\]>:,;]$/.test(token)) throw bad(`has no value before ${token ?? 'its end'}`);
    return /^["']/.test(token) ? token.slice(1, -1).replace(/\\(.)/g, '$1') : token;
  };
  const message = (end: string | undefined, depth: number): Message => {
    if (depth > 32) throw bad('is nested too deeply');
    const fields: Record<string, (string | Message)[]> = {};
    for (;;) {
      const name = tokens[next];
      if (name === end) {
        next++;
        return fields;
      }
      if (name === undefined) throw bad('ends in the middle of a message');
      next++;
      if (name === ',' || name === ';') continue;
      if (!/^[A-Za-z_]/.test(name)) throw bad(`has ${name} where a field should be`);
      if (tokens[next] === ':') next++;
      const known = Object.hasOwn(fields, name) ? (fields[name] as (string | Message)[]) : [];
      fields[name] = known;
      if (tokens[next] !== '[') {
        known.push(value(depth));
        continue;
      }
      next++;
      while (tokens[next] !== ']') {
        if (tokens[next] === undefined) throw bad('ends in the middle of a list');
        if (tokens[next] === ',') next++;
        else known.push(value(depth));
      }
      next++;
    }
  };
  return { message };
}

function messageAt(message: Message, field: string): Message | undefined {
  const first = Object.hasOwn(message, field) ? message[field]?.[0] : undefined;
  return typeof first === 'object' ? first : undefined;
}

function textAt(message: Message, field: string): string | undefined {
  const first = Object.hasOwn(message, field) ? message[field]?.[0] : undefined;
  return typeof first === 'string' && first !== '' ? first : undefined;
}

function bad(what: string): RadiantError {
  return new RadiantError('INVALID_ARGUMENT', `${TRITON_FILE} ${what}`, { reason: 'BAD_MODEL_SETTINGS' });
}
