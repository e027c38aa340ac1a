import type { PackSource } from './packed-tables.ts';

/**
 * What a model file says, as inert data: the common form of pickle, joblib, skops and their kin.
 * Nothing here can be called; a class or function of the file is only its name.
 */
export type Described =
  | null
  | boolean
  | number
  | bigint
  | string
  | Uint8Array
  | DescribedArray
  | DescribedDict
  | DescribedDtypeValue
  | DescribedGlobal
  | DescribedList
  | DescribedObject
  | DescribedSet
  | DescribedTuple;

export interface DescribedList {
  readonly kind: 'list';
  readonly items: Described[];
}

export interface DescribedTuple {
  readonly kind: 'tuple';
  readonly items: readonly Described[];
}

export interface DescribedSet {
  readonly kind: 'set';
  readonly items: Described[];
}

/** Keys that are text, numbers or booleans stand as themselves; others (tuples, arrays) as described values. */
export interface DescribedDict {
  readonly kind: 'dict';
  readonly entries: Map<Described, Described>;
}

/** A class or function that the file names: `sklearn.cluster._kmeans.KMeans`. */
export interface DescribedGlobal {
  readonly kind: 'global';
  readonly module: string;
  readonly name: string;
}

/** An instance: its class, what it was made with, and the state that was set on it (usually a dict's entries). */
export interface DescribedObject extends PackSource {
  readonly kind: 'object';
  readonly module: string;
  readonly name: string;
  readonly args: readonly Described[];
  /** Attribute name -> value. Empty when the state is not a dict: then `rawState` holds it. */
  readonly state: Map<string, Described>;
  rawState: Described | undefined;
  /** What was appended to it or set in it, for subclasses of list and dict. */
  readonly items: Described[];
  readonly entries: Map<Described, Described>;
  /** Of a tree that was packed: what is left when its nodes and values are let go. */
  outline?: TreeOutline;
}

export interface TreeOutline {
  readonly nodeCount: number;
  readonly featureCount: number;
  /** Of the values: (nodes, outputs, classes). */
  readonly outputs: number;
  readonly classes: number;
  /** Values of the root: (outputs, classes). */
  readonly root: Float64Array;
}

/** Numbers of a numpy array in row-major order, native endianness. */
export type ArrayData =
  | Int8Array
  | Int16Array
  | Int32Array
  | BigInt64Array
  | Uint8Array
  | Uint16Array
  | Uint32Array
  | BigUint64Array
  | Float32Array
  | Float64Array;

/** numpy's kind letter (`f` float, `i` int, `u` unsigned, `b` bool, `U` text, `S` bytes, `O` object, `V` record, ...). */
export interface DescribedDtype {
  readonly kind: string;
  /** Bytes per element; for `U` four per character. */
  readonly sizeBytes: number;
  readonly isLittleEndian: boolean;
  /** Of a record: name -> dtype and byte offset. */
  readonly fields: ReadonlyMap<string, DescribedField> | undefined;
}

/** A numpy dtype that stands as a value of its own. */
export interface DescribedDtypeValue {
  readonly kind: 'dtype';
  readonly dtype: DescribedDtype;
}

export interface DescribedField {
  readonly dtype: DescribedDtype;
  readonly offset: number;
}

/**
 * A numpy array in row-major order (shape [] for a numpy scalar). Exactly one of the three is there: `data` for numbers
 * and booleans (float16 widened to float32), `values` for text, bytes and objects, `records` (the raw bytes of all
 * records, one after the other) for structured dtypes.
 */
export interface DescribedArray {
  readonly kind: 'array';
  readonly dtype: DescribedDtype;
  readonly shape: readonly number[];
  readonly data: ArrayData | undefined;
  readonly values: readonly Described[] | undefined;
  readonly records: Uint8Array | undefined;
}
