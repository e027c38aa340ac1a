import type { Described, DescribedArray, DescribedObject } from '../described.ts';
import { fieldOf, itemsOf, type JsonField, objectOf, quote, textOf, wrongField } from '../json/model-json.ts';
import { parseModelJson } from '../json/parse-model-json.ts';
import { LIMITS } from '../limits.ts';
import { createModelFileError, malformed } from '../model-file-error.ts';
import { readNpy } from '../npy/read-npy.ts';
import { objectArray } from '../numpy/decode-array.ts';
import { assertAllowedGlobal } from '../pickle/allowed-globals.ts';
import { describedObject, isKind } from '../pickle/reduce.ts';
import { describeJson } from './describe-json.ts';

type ReadNode = (reader: SkopsReader, node: JsonField, depth: number) => Described;

/** A node that is being read: whoever refers to it now would hold itself. */
const OPEN = Symbol('open');

/** Turns the nodes of a skops schema into described values. A node with a known id is the same object again. */
export class SkopsReader {
  readonly members: ReadonlyMap<string, Uint8Array>;
  readonly #known = new Map<number, Described | typeof OPEN>();
  #made = 0;

  constructor(members: ReadonlyMap<string, Uint8Array>) {
    this.members = members;
  }

  read(node: JsonField, depth = 0): Described {
    if (depth > LIMITS.depth) throw malformed(`${node.path}: nested deeper than ${LIMITS.depth}`);
    if (++this.#made > LIMITS.objects) throw malformed(`more objects than the limit of ${LIMITS.objects}`);
    const loader = textOf(fieldOf(node, '__loader__'));
    const id = fieldOf(node, '__id__').value;
    const known = typeof id === 'number' ? this.#known.get(id) : undefined;
    if (known === OPEN) throw malformed(`${shorten(node.path)}: the node ${String(id)} holds itself (a cycle)`);
    if (known !== undefined) return known;
    if (!Object.hasOwn(NODES, loader)) {
      throw createModelFileError(
        'UNSUPPORTED_MODEL',
        `${shorten(node.path)}: skops nodes of type ${quote(loader)} are not supported`,
      );
    }
    if (typeof id === 'number') this.#known.set(id, OPEN);
    const value = NODES[loader]!(this, node, depth + 1);
    if (typeof id === 'number') this.#known.set(id, value);
    return value;
  }

  readAll(list: JsonField, depth: number): Described[] {
    return itemsOf(list).map((value, i) => this.read({ path: `${list.path}[${i}]`, value }, depth));
  }

  /** The bytes of a member; a name that is no member (a path) is refused. */
  member(field: JsonField): Uint8Array {
    const name = textOf(field);
    const bytes = this.members.get(name);
    if (bytes === undefined)
      throw wrongField(field, `the archive has no file (member) ${quote(name)}: a path to the outside?`);
    return bytes;
  }
}

const NODES: Readonly<Record<string, ReadNode>> = {
  BytearrayNode: (reader, node) => reader.member(fieldOf(node, 'file')),
  BytesNode: (reader, node) => reader.member(fieldOf(node, 'file')),
  CachedNode: (_, node) => {
    throw malformed(
      `${shorten(node.path)}: refers to the id ${String(fieldOf(node, '__id__').value)}, which was not there before`,
    );
  },
  CyLossNode: readReduced,
  DTypeNode: readDtype,
  DefaultDictNode: readDict,
  DictNode: readDict,
  DtypeNode: readDtype,
  FunctionNode: readFunction,
  JsonNode: (_, node) => describeJson(parseModelJson(new TextEncoder().encode(textOf(fieldOf(node, 'content'))))),
  ListNode: (reader, node, depth) => ({ kind: 'list', items: reader.readAll(fieldOf(node, 'content'), depth) }),
  LossNode: readReduced,
  MaskedArrayNode: readOpaque,
  MethodNode: readOpaque,
  NdArrayNode: readArray,
  ObjectNode: readObject,
  OperatorFuncNode: readOpaque,
  PartialNode: readOpaque,
  RandomGeneratorNode: readOpaque,
  RandomStateNode: readOpaque,
  SGDNode: readReduced,
  SetNode: (reader, node, depth) => ({ kind: 'set', items: reader.readAll(fieldOf(node, 'content'), depth) }),
  SliceNode: readSlice,
  SparseMatrixNode: readSparseMatrix,
  TreeNode: readReduced,
  TupleNode: (reader, node, depth) => ({ kind: 'tuple', items: reader.readAll(fieldOf(node, 'content'), depth) }),
  TypeNode: readType,
};

/** Names of plain types that no rule about globals knows. */
const PLAIN_TYPES = new Set(['NoneType', 'type']);

function nameOf(node: JsonField): { readonly module: string; readonly name: string } {
  const module = textOf(fieldOf(node, '__module__'));
  const name = textOf(fieldOf(node, '__class__'));
  if (!(module === 'builtins' && PLAIN_TYPES.has(name))) assertAllowedGlobal(module, name);
  return { module, name };
}

function readType(_: SkopsReader, node: JsonField): Described {
  return { kind: 'global', ...nameOf(node) };
}

/** The name itself since protocol 1; `content.module_path` and `content.function` before. */
function readFunction(_: SkopsReader, node: JsonField): Described {
  const content = fieldOf(node, 'content');
  if (!(content.value instanceof Map)) return { kind: 'global', ...nameOf(node) };
  const module = textOf(fieldOf(content, 'module_path'));
  const name = textOf(fieldOf(content, 'function'));
  assertAllowedGlobal(module, name);
  return { kind: 'global', module, name };
}

function emptyObject(node: JsonField): DescribedObject {
  return describedObject({ kind: 'global', ...nameOf(node) }, []);
}

function readObject(reader: SkopsReader, node: JsonField, depth: number): Described {
  const object = emptyObject(node);
  setState(object, fieldOf(node, 'content'), reader, depth);
  return object;
}

function setState(object: DescribedObject, content: JsonField, reader: SkopsReader, depth: number): void {
  if (content.value === undefined || content.value === null) return;
  const state = reader.read(content, depth);
  if (!isKind(state, 'dict')) {
    object.rawState = state;
    return;
  }
  for (const [key, value] of state.entries) {
    if (typeof key !== 'string') throw malformed(`${shorten(content.path)}: an attribute's name is no text`);
    object.state.set(key, value);
  }
}

/** Objects of Cython classes: made by a call with `__reduce__.args`, then given a state. */
function readReduced(reader: SkopsReader, node: JsonField, depth: number): Described {
  const { module, name } = nameOf(node);
  const args = reader.read(fieldOf(fieldOf(node, '__reduce__'), 'args'), depth);
  const items = isKind(args, 'tuple') || isKind(args, 'list') ? args.items : [];
  const object = describedObject({ kind: 'global', module, name }, items);
  setState(object, fieldOf(node, 'content'), reader, depth);
  return object;
}

/** What no estimator reads (random states and their like): the name only. Its parts must be allowed all the same. */
function readOpaque(reader: SkopsReader, node: JsonField, depth: number): Described {
  const content = fieldOf(node, 'content');
  const parts: Described[] = [];
  if (content.value instanceof Map) {
    for (const [key, value] of objectOf(content)) {
      if (value instanceof Map && value.has('__loader__')) {
        parts.push(reader.read({ path: `${content.path}.${key}`, value }, depth));
      }
    }
  }
  const module = textOf(fieldOf(node, '__module__'));
  const name = textOf(fieldOf(node, '__class__'));
  assertAllowedGlobal(module, name);
  return describedObject({ kind: 'global', module, name }, parts);
}

/** JSON keys are texts; `key_types` says what they were. */
function readDict(reader: SkopsReader, node: JsonField, depth: number): Described {
  const content = fieldOf(node, 'content');
  const types = fieldOf(fieldOf(node, 'key_types'), 'content');
  const names =
    types.value === undefined ? [] : itemsOf(types).map((value, i) => typeName({ path: `${types.path}[${i}]`, value }));
  const entries = new Map<Described, Described>();
  let i = 0;
  for (const [key, value] of objectOf(content)) {
    entries.set(toKey(key, names[i++]), reader.read({ path: `${content.path}.${key}`, value }, depth));
  }
  return { kind: 'dict', entries };
}

function typeName(node: JsonField): string {
  return textOf(fieldOf(node, '__class__'));
}

function toKey(text: string, type: string | undefined): Described {
  if (type === 'NoneType') return null;
  if (type === 'bool') return text === 'True' || text === 'true';
  return type !== undefined && /^(int|float)\d*$/.test(type) ? Number(text) : text;
}

function readArray(reader: SkopsReader, node: JsonField, depth: number): Described {
  const type = textOf(fieldOf(node, 'type'));
  nameOf(node);
  if (type === 'numpy') return readNpy(reader.member(fieldOf(node, 'file')));
  if (type !== 'json') throw wrongField(fieldOf(node, 'type'), 'want numpy or json');
  const values = reader.readAll(fieldOf(node, 'content'), depth);
  const shape = fieldOf(node, 'shape');
  const sizes = shape.value === undefined ? undefined : reader.read(shape, depth);
  const dimensions = isKind(sizes, 'tuple') || isKind(sizes, 'list') ? (sizes.items as number[]) : [values.length];
  const dtype = { kind: 'O', sizeBytes: 8, isLittleEndian: true, fields: undefined };
  return objectArray(dtype, dimensions, flatten(values, dimensions.length));
}

/** skops writes an array of several dimensions as lists in lists. */
function flatten(values: readonly Described[], dimensions: number): readonly Described[] {
  if (dimensions <= 1) return values;
  return values.flatMap((value) => (isKind(value, 'list') ? flatten(value.items, dimensions - 1) : [value]));
}

/** A dtype is kept as an empty array that has it. */
function readDtype(reader: SkopsReader, node: JsonField, depth: number): Described {
  const array = reader.read(fieldOf(node, 'content'), depth);
  if (!isKind(array, 'array')) throw wrongField(fieldOf(node, 'content'), 'want an array');
  return { kind: 'dtype', dtype: array.dtype };
}

function readSlice(reader: SkopsReader, node: JsonField, depth: number): Described {
  const content = fieldOf(node, 'content');
  const args = ['start', 'stop', 'step'].map((name) => {
    const part = fieldOf(content, name);
    return part.value instanceof Map ? reader.read(part, depth) : describeJson(part.value ?? null);
  });
  return describedObject({ kind: 'global', module: 'builtins', name: 'slice' }, args);
}

/** A scipy matrix in the archive that save_npz made of it; the attributes are those that a pickle of it has. */
function readSparseMatrix(reader: SkopsReader, node: JsonField): Described {
  const { module } = nameOf(node);
  const file = fieldOf(node, 'file');
  const part = (name: string): DescribedArray =>
    readNpy(reader.member({ ...file, value: `${textOf(file)}/${name}.npy` }));
  const format = part('format').values?.[0];
  const letters = format instanceof Uint8Array ? new TextDecoder().decode(format) : format;
  if (letters !== 'csr' && letters !== 'csc') {
    throw createModelFileError('UNSUPPORTED_MODEL', `${shorten(node.path)}: a sparse matrix is neither csr nor csc`);
  }
  const matrix = describedObject({ kind: 'global', module, name: `${letters}_matrix` }, []);
  for (const name of ['data', 'indices', 'indptr']) matrix.state.set(name, part(name));
  matrix.state.set('_shape', part('shape'));
  return matrix;
}

/** Paths of nested nodes grow long: their end says where it is. */
function shorten(path: string): string {
  return path.length <= 120 ? path : `...${path.slice(-120)}`;
}
