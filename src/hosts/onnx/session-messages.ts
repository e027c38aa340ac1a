import type { OnnxTensor, OnnxValue } from './onnx-runtime.ts';

/** What the thread of a session is started with. */
export interface SessionStart {
  /** Path of the package's entry. */
  readonly runtime: string;
  /** The file itself, for data may lie beside it; or its bytes. */
  readonly model: string | Uint8Array;
  readonly threads: number;
}

export interface SessionRequest {
  readonly id: number;
  readonly feeds: Readonly<Record<string, OnnxTensor>>;
  readonly fetches: readonly string[];
}

export type SessionReply =
  | { readonly kind: 'open'; readonly inputs: readonly OnnxValue[]; readonly outputs: readonly OnnxValue[] }
  | { readonly kind: 'failed'; readonly message: string }
  | { readonly kind: 'answer'; readonly id: number; readonly tensors: readonly OnnxTensor[] }
  | { readonly kind: 'refused'; readonly id: number; readonly message: string };
