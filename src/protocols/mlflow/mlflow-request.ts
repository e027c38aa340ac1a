import type { JsonObject } from '../../payload/index.ts';
import type { PlainBody } from '../plain/index.ts';

/** A request that has been read. */
export interface MlflowRequest extends PlainBody {
  /** What the caller hands to the model beside the data; undefined when nothing. */
  readonly params: JsonObject | undefined;
}
