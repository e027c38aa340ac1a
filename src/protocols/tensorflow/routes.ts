import type { TensorflowMethod } from './tensorflow-request.ts';

/** Which model a path names. The name is undefined where the path has none: then it is the only model of the server. */
export interface ModelWish {
  readonly name: string | undefined;
  readonly version?: string;
  readonly label?: string;
}

/** What a path asks for. `unknown` begins as one of ours but is none. */
export type TensorflowRoute =
  | { readonly kind: 'call'; readonly method: TensorflowMethod; readonly model: ModelWish }
  | { readonly kind: 'status' | 'metadata'; readonly model: ModelWish & { readonly name: string } }
  | { readonly kind: 'models' | 'unknown' };

/** Where all paths of the protocol begin. */
export const TENSORFLOW_PREFIX = '/v1/models';

const MODEL = '(?:/(?<name>[^/:]+)(?:/versions/(?<version>[^/:]+)|/labels/(?<label>[^/:]+))?)';
const CALL = new RegExp(`^${MODEL}?/?:(?<method>predict|classify|regress)$`);
const QUESTION = new RegExp(`^${MODEL}(?<metadata>/metadata)?/?$`);

/**
 * Reads a path such as `/v1/models/NAME/versions/2:predict`. A slash before the colon, and leaving the model's name out, is what the
 * executor of Seldon takes too; one at the end of a question does not count. Undefined for paths of others.
 */
export function parseTensorflowPath(path: string): TensorflowRoute | undefined {
  if (!path.startsWith(TENSORFLOW_PREFIX)) return undefined;
  const rest = path.slice(TENSORFLOW_PREFIX.length);
  if (rest === '' || rest === '/') return { kind: 'models' };
  if (rest[0] !== '/' && rest[0] !== ':') return undefined;
  const call = CALL.exec(rest)?.groups;
  if (call !== undefined) {
    const model = wishOf(call);
    return model === undefined ? { kind: 'unknown' } : { kind: 'call', method: call.method as TensorflowMethod, model };
  }
  const question = QUESTION.exec(rest)?.groups;
  const model = question === undefined ? undefined : wishOf(question);
  if (question === undefined || model?.name === undefined) return { kind: 'unknown' };
  return { kind: question.metadata === undefined ? 'status' : 'metadata', model: { ...model, name: model.name } };
}

/** Undefined when a part is no valid percent encoding. */
function wishOf({ name, version, label }: Readonly<Record<string, string | undefined>>): ModelWish | undefined {
  try {
    return {
      name: name === undefined ? undefined : decodeURIComponent(name),
      ...(version !== undefined && { version: decodeURIComponent(version) }),
      ...(label !== undefined && { label: decodeURIComponent(label) }),
    };
  } catch {
    return undefined;
  }
}
