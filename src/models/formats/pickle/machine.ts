import type { ByteReader } from '../byte-reader.ts';
import type { Described } from '../described.ts';
import { LIMITS } from '../limits.ts';
import { createModelFileError, malformed } from '../model-file-error.ts';
import { assertAllowedGlobal } from './allowed-globals.ts';
import { buildObject, isArrayWrapper } from './build.ts';
import { readWrappedArray } from './joblib-array.ts';
import { OP } from './opcodes.table.ts';
import * as literal from './read-literal.ts';
import { asGlobal, describedObject, isKind, reduceGlobal } from './reduce.ts';

const HIGHEST_PROTOCOL = 5;

/**
 * Reads one pickle (up to its STOP) as inert data. It is the stack machine of Python's pickle with one difference:
 * nothing that the file names is looked up or called; a call becomes a record of it (see reduce.ts).
 * joblib's raw array blocks, which follow the object that announces them, are read where they stand.
 * Reference: Python's pickletools; joblib's numpy_pickle file layout.
 */
export function readPickle(reader: ByteReader, depth = 0): Described {
  if (depth > LIMITS.depth) throw malformed('pickles are nested too deep');
  if (reader.left === 0) throw malformed('the file is empty or truncated: no pickle begins at its end');
  return new PickleMachine(reader, depth).run();
}

class PickleMachine {
  readonly #reader: ByteReader;
  readonly #depth: number;
  #stack: Described[] = [];
  readonly #marked: Described[][] = [];
  readonly #memo: Described[] = [];
  readonly #farMemo = new Map<number, Described>();
  #made = 0;

  constructor(reader: ByteReader, depth: number) {
    this.#reader = reader;
    this.#depth = depth;
  }

  run(): Described {
    for (;;) {
      const opcode = this.#reader.uint8('an opcode');
      if (opcode === OP.STOP) return this.#pop();
      this.#step(opcode);
    }
  }

  #step(opcode: number): void {
    if (this.#literal(opcode) || this.#collection(opcode) || this.#object(opcode) || this.#memory(opcode)) return;
    throw malformed(
      `no pickle or truncated: 0x${opcode.toString(16)} at offset ${this.#reader.at - 1} is no opcode (is this a joblib or pickle file?)`,
    );
  }

  #literal(opcode: number): boolean {
    const reader = this.#reader;
    switch (opcode) {
      case OP.NONE:
        return this.#push(null);
      case OP.NEWTRUE:
        return this.#push(true);
      case OP.NEWFALSE:
        return this.#push(false);
      case OP.BININT:
        return this.#push(reader.int32('an integer'));
      case OP.BININT1:
        return this.#push(reader.uint8('an integer'));
      case OP.BININT2:
        return this.#push(reader.uint16('an integer'));
      case OP.LONG1:
        return this.#push(literal.readLong(reader, reader.uint8('an integer')));
      case OP.LONG4:
        return this.#push(literal.readLong(reader, reader.int32('an integer')));
      case OP.INT:
      case OP.LONG:
        return this.#push(literal.parseTextInteger(this.#line('an integer')));
      case OP.FLOAT:
        return this.#push(literal.parseTextFloat(this.#line('a number')));
      case OP.BINFLOAT:
        return this.#push(reader.view.getFloat64(reader.take(8, 'a number'), false));
      default:
        return this.#text(opcode);
    }
  }

  #text(opcode: number): boolean {
    const reader = this.#reader;
    switch (opcode) {
      case OP.STRING:
        return this.#push(literal.parseQuoted(this.#line('a text')));
      case OP.UNICODE:
        return this.#push(literal.parseRawUnicode(reader.line('a text')));
      case OP.BINSTRING:
        return this.#push(literal.decodeLatin1(reader.subarray(reader.int32('a text'), 'a text')));
      case OP.SHORT_BINSTRING:
        return this.#push(literal.decodeLatin1(reader.subarray(reader.uint8('a text'), 'a text')));
      case OP.SHORT_BINUNICODE:
        return this.#push(literal.decodeUtf8(reader.subarray(reader.uint8('a text'), 'a text')));
      case OP.BINUNICODE:
        return this.#push(literal.decodeUtf8(reader.subarray(reader.uint32('a text'), 'a text')));
      case OP.BINUNICODE8:
        return this.#push(literal.decodeUtf8(reader.subarray(reader.uint64('a text'), 'a text')));
      case OP.SHORT_BINBYTES:
        return this.#push(reader.subarray(reader.uint8('bytes'), 'bytes'));
      case OP.BINBYTES:
        return this.#push(reader.subarray(reader.uint32('bytes'), 'bytes'));
      case OP.BINBYTES8:
      case OP.BYTEARRAY8:
        return this.#push(reader.subarray(reader.uint64('bytes'), 'bytes'));
      default:
        return false;
    }
  }

  #collection(opcode: number): boolean {
    switch (opcode) {
      case OP.MARK:
        return this.#mark();
      case OP.EMPTY_TUPLE:
        return this.#push({ kind: 'tuple', items: [] });
      case OP.TUPLE1:
        return this.#push({ kind: 'tuple', items: this.#popMany(1) });
      case OP.TUPLE2:
        return this.#push({ kind: 'tuple', items: this.#popMany(2) });
      case OP.TUPLE3:
        return this.#push({ kind: 'tuple', items: this.#popMany(3) });
      case OP.TUPLE:
        return this.#push({ kind: 'tuple', items: this.#popMark() });
      case OP.EMPTY_LIST:
        return this.#push({ kind: 'list', items: [] });
      case OP.LIST:
        return this.#push({ kind: 'list', items: this.#popMark() });
      case OP.EMPTY_SET:
        return this.#push({ kind: 'set', items: [] });
      case OP.FROZENSET:
        return this.#push({ kind: 'set', items: this.#popMark() });
      case OP.EMPTY_DICT:
        return this.#push({ kind: 'dict', entries: new Map() });
      case OP.DICT: {
        const items = this.#popMark();
        this.#push({ kind: 'dict', entries: new Map() });
        return this.#setItems(items);
      }
      case OP.APPEND:
        return this.#appendItems(this.#popMany(1));
      case OP.APPENDS:
      case OP.ADDITEMS:
        return this.#appendItems(this.#popMark());
      case OP.SETITEM:
        return this.#setItems(this.#popMany(2));
      case OP.SETITEMS:
        return this.#setItems(this.#popMark());
      default:
        return false;
    }
  }

  #object(opcode: number): boolean {
    switch (opcode) {
      case OP.GLOBAL:
        return this.#pushGlobal(this.#line('a module name'), this.#line('a class name'));
      case OP.STACK_GLOBAL: {
        const [module, name] = this.#popMany(2);
        if (typeof module !== 'string' || typeof name !== 'string')
          throw malformed('a class is named by something that is no text');
        return this.#pushGlobal(module, name);
      }
      case OP.REDUCE: {
        const [target, args] = this.#popMany(2);
        return this.#call(target, args);
      }
      case OP.NEWOBJ: {
        const [target, args] = this.#popMany(2);
        return this.#push(describedObject(asGlobal(target), this.#argsOf(args)));
      }
      case OP.NEWOBJ_EX: {
        const [target, args] = this.#popMany(3);
        return this.#push(describedObject(asGlobal(target), this.#argsOf(args)));
      }
      case OP.INST: {
        this.#pushGlobal(this.#line('a module name'), this.#line('a class name'));
        const target = this.#pop();
        return this.#push(describedObject(asGlobal(target), this.#popMark()));
      }
      case OP.OBJ: {
        const [target, ...args] = this.#popMark();
        return this.#push(describedObject(asGlobal(target), args));
      }
      case OP.BUILD:
        return this.#build(this.#pop());
      default:
        return false;
    }
  }

  #memory(opcode: number): boolean {
    const reader = this.#reader;
    switch (opcode) {
      case OP.PROTO: {
        const protocol = reader.uint8('the protocol');
        if (protocol > HIGHEST_PROTOCOL)
          throw malformed(`pickle protocol ${protocol} is not known: the highest is ${HIGHEST_PROTOCOL}`);
        return true;
      }
      case OP.FRAME: {
        const size = reader.uint64('a frame');
        if (size > reader.left)
          throw malformed(`truncated: a frame has a length of ${size} bytes, but ${reader.left} are left`);
        return true;
      }
      case OP.POP:
        if (this.#stack.length === 0) this.#popMark();
        else this.#pop();
        return true;
      case OP.POP_MARK:
        this.#popMark();
        return true;
      case OP.DUP:
        return this.#push(this.#peek());
      case OP.MEMOIZE:
        return this.#remember(this.#memo.length, this.#peek());
      case OP.PUT:
        return this.#remember(this.#memoIndex(), this.#peek());
      case OP.BINPUT:
        return this.#remember(reader.uint8('a memo index'), this.#peek());
      case OP.LONG_BINPUT:
        return this.#remember(reader.uint32('a memo index'), this.#peek());
      case OP.GET:
        return this.#recall(this.#memoIndex());
      case OP.BINGET:
        return this.#recall(reader.uint8('a memo index'));
      case OP.LONG_BINGET:
        return this.#recall(reader.uint32('a memo index'));
      default:
        return refuseForeign(opcode);
    }
  }

  #push(value: Described): true {
    if (++this.#made > LIMITS.objects) throw malformed(`more objects than the limit of ${LIMITS.objects}`);
    this.#stack.push(value);
    return true;
  }

  #pop(): Described {
    const value = this.#stack.pop();
    if (value === undefined) throw malformed('the pickle takes from an empty stack');
    return value;
  }

  #peek(): Described {
    const value = this.#stack.at(-1);
    if (value === undefined) throw malformed('the pickle looks at an empty stack');
    return value;
  }

  #popMany(count: number): Described[] {
    if (this.#stack.length < count) throw malformed('the pickle takes more from the stack than there is');
    return this.#stack.splice(this.#stack.length - count);
  }

  #mark(): true {
    if (this.#marked.length >= LIMITS.marks)
      throw malformed(`more open marks than the limit of ${LIMITS.marks}: nested too deep`);
    this.#marked.push(this.#stack);
    this.#stack = [];
    return true;
  }

  #popMark(): Described[] {
    const items = this.#stack;
    const below = this.#marked.pop();
    if (below === undefined) throw malformed('the pickle closes a mark that was never opened');
    this.#stack = below;
    return items;
  }

  #appendItems(items: readonly Described[]): true {
    const target = this.#peek();
    if (isKind(target, 'list') || isKind(target, 'set') || isKind(target, 'object')) {
      for (const item of items) target.items.push(item);
      return true;
    }
    throw malformed('the pickle appends to something that is no list');
  }

  #setItems(items: readonly Described[]): true {
    const target = this.#peek();
    if (!(isKind(target, 'dict') || isKind(target, 'object')))
      throw malformed('the pickle sets a key of something that is no dict');
    if (items.length % 2 !== 0) throw malformed('a dict with a key that has no value');
    for (let i = 0; i < items.length; i += 2) {
      const key = items[i]!;
      if (isKind(key, 'list') || isKind(key, 'dict') || isKind(key, 'set'))
        throw malformed(`a ${key.kind} is the key of a dict`);
      target.entries.set(key, items[i + 1]!);
    }
    return true;
  }

  #pushGlobal(module: string, name: string): true {
    assertAllowedGlobal(module, name);
    return this.#push({ kind: 'global', module, name });
  }

  #argsOf(value: Described | undefined): readonly Described[] {
    if (!isKind(value, 'tuple')) throw malformed('a call has arguments that are no tuple');
    return value.items;
  }

  #call(target: Described | undefined, args: Described | undefined): true {
    return this.#push(reduceGlobal(asGlobal(target), this.#argsOf(args)));
  }

  #build(state: Described): true {
    const target = this.#peek();
    buildObject(target, state);
    if (!isArrayWrapper(target)) return true;
    const array = readWrappedArray(target, this.#reader, () => readPickle(this.#reader, this.#depth + 1));
    this.#stack[this.#stack.length - 1] = array;
    this.#replaceInMemo(target, array);
    return true;
  }

  /** The wrapper was remembered before its state was known: whoever recalls it must get the array. */
  #replaceInMemo(old: Described, value: Described): void {
    const last = this.#memo.lastIndexOf(old);
    if (last >= 0) this.#memo[last] = value;
    for (const [index, remembered] of this.#farMemo) if (remembered === old) this.#farMemo.set(index, value);
  }

  #line(what: string): string {
    return literal.decodeUtf8(this.#reader.line(what)).replace(/\r$/, '');
  }

  #memoIndex(): number {
    const text = this.#line('a memo index');
    if (!/^\d{1,10}$/.test(text))
      throw malformed(`memo index ${JSON.stringify(text.slice(0, 30))} is beyond the limit`);
    return Number(text);
  }

  /** Real pickles number their memo without gaps; whatever jumps is kept apart, so that an index costs no memory. */
  #remember(index: number, value: Described): true {
    // Every object is remembered once at most: more entries than objects are a flood.
    if (this.#memo.length + this.#farMemo.size >= Math.min(LIMITS.objects, this.#made)) {
      throw malformed(`the memo is larger than the limit of one entry for each of ${this.#made} objects`);
    }
    if (index <= this.#memo.length) this.#memo[index] = value;
    else this.#farMemo.set(index, value);
    return true;
  }

  #recall(index: number): true {
    const value = this.#memo[index] ?? this.#farMemo.get(index);
    if (value === undefined) throw malformed(`memo index ${index} was never set`);
    this.#stack.push(value);
    return true;
  }
}

function refuseForeign(opcode: number): false {
  if (opcode === OP.EXT1 || opcode === OP.EXT2 || opcode === OP.EXT4) {
    throw createModelFileError(
      'DANGEROUS_MODEL',
      'refused: the file uses an extension code (EXT), whose meaning only a registry outside the file knows',
    );
  }
  if (opcode === OP.PERSID || opcode === OP.BINPERSID) {
    throw createModelFileError(
      'DANGEROUS_MODEL',
      'refused: the file uses a persistent id, whose meaning only a program outside the file knows',
    );
  }
  if (opcode === OP.NEXT_BUFFER || opcode === OP.READONLY_BUFFER) {
    throw malformed('the pickle refers to buffers outside the file (protocol 5 out-of-band data)');
  }
  return false;
}
