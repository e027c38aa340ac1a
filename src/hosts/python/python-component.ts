import type { Call, Component, JsonValue, Outcome } from '../../payload/index.ts';
import type { PoolStatus } from './pool/worker-pool.ts';

/** A parameter of the class's constructor (`--parameters`), checked and typed already. */
export interface Parameter {
  readonly name: string;
  /** INT, FLOAT, DOUBLE, STRING or BOOL. */
  readonly type: string;
  readonly value: JsonValue;
}

/** A Python class that runs in worker processes. */
export interface PythonComponent extends Component {
  call(call: Call): Promise<Outcome>;
  readonly pythonVersion: string;
  readonly numpyVersion: string;
  /** How many rows a micro-batch may have; 1 when the class is not batched. */
  readonly maxBatchSize: number;
  /** The workers as they are now. */
  status(): PoolStatus;
}
