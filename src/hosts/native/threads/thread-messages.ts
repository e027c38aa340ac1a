import type { ErrorCode } from '../../../base/index.ts';
import type { Features, ModelMethod, SharedModel } from '../../../models/index.ts';
import type { MethodResult } from '../choose-method.ts';

/** What a thread starts with. */
export interface ThreadStart {
  readonly model: SharedModel;
}

export interface BatchRequest {
  readonly method: ModelMethod;
  readonly features: Features;
}

export type BatchReply =
  /** `ms`: what the computing took. */
  | { readonly kind: 'answer'; readonly result: MethodResult; readonly ms: number }
  /** The model refused the batch, as it would have in the caller's thread. */
  | { readonly kind: 'refused'; readonly error: RefusedBatch }
  /** The thread could not make the model of what it was given: the batch is to be computed where the model is. */
  | { readonly kind: 'unusable'; readonly why: string };

export interface RefusedBatch {
  readonly code: ErrorCode;
  readonly message: string;
  readonly reason: string | undefined;
  readonly httpStatus: number | undefined;
}
