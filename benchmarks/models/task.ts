/** One thing to measure: `repeat` calls of a method of a model with so many rows. */
export interface Task {
  readonly model: string;
  readonly method: string;
  readonly rows: number;
  readonly repeat: number;
}

/** Per call, in seconds. `sample`: some of the answer's numbers. */
export interface Timing {
  readonly cpu: number;
  readonly wall: number;
  readonly sample: readonly number[];
}

export interface Loading {
  readonly cpu: number;
  readonly wall: number;
  readonly peakMb: number;
  readonly nowMb: number;
}
