import { readFileSync } from 'node:fs';

/** tests/golden/models/README.md describes every member. */
export interface ModelCase {
  readonly id: string;
  readonly family: string;
  readonly estimator: string;
  readonly folder?: string;
  readonly files: readonly ModelFile[];
  readonly inputs: ModelInputs;
  readonly outputs: Readonly<Record<string, RecordedOutput>>;
  readonly tolerance: Readonly<Record<string, Tolerance>>;
  /** Answers of the pickled scikit-learn style class, where `outputs` are those of the plain booster. */
  readonly wrapper?: { readonly estimator: string; readonly outputs: Readonly<Record<string, RecordedOutput>> };
  readonly fragileRows?: readonly number[];
  readonly errors?: readonly RecordedError[];
}

export interface ModelFile {
  readonly path: string;
  readonly container: string;
  readonly compression: string;
}

export type Cell = string | number | boolean | null;

export type ModelInputs =
  | {
      readonly kind: 'array';
      readonly dtype: string;
      readonly shape: readonly number[];
      readonly rows: readonly (readonly Cell[])[];
    }
  | { readonly kind: 'object'; readonly rows: readonly (readonly Cell[])[] }
  | { readonly kind: 'text'; readonly texts: readonly string[] }
  | {
      readonly kind: 'frame';
      readonly columns: readonly {
        readonly name: string;
        readonly dtype: string;
        readonly categories?: readonly Cell[];
      }[];
      readonly rows: readonly (readonly Cell[])[];
    };

export type RecordedOutput =
  | { readonly dtype: string; readonly shape: readonly number[]; readonly values: readonly unknown[] }
  | { readonly list: readonly RecordedOutput[] }
  | { readonly tuple: readonly RecordedOutput[] }
  | { readonly class: string; readonly message: string };

export interface Tolerance {
  readonly kind: 'equal' | 'bits' | 'close';
  readonly atol?: number;
  readonly rtol?: number;
}

export interface RecordedError {
  readonly what: string;
  readonly accepted?: boolean;
}

/** The reference models; scripts in tests/models/make write other folders of the same form. */
const ROOT = new URL('../golden/models/', import.meta.url);

export interface CaseEntry {
  readonly path: string;
  readonly family: string;
  readonly estimator: string;
}

export function readIndex(root = ROOT): readonly CaseEntry[] {
  return (JSON.parse(readFileSync(new URL('index.json', root), 'utf8')) as { cases: CaseEntry[] }).cases;
}

export function readCase(path: string, root = ROOT): ModelCase {
  return JSON.parse(readFileSync(new URL(`${path}/case.json`, root), 'utf8')) as ModelCase;
}

export function readModelFile(casePath: string, file: ModelFile, root = ROOT): Uint8Array {
  return readFileSync(new URL(`${casePath}/${file.path}`, root));
}
