/**
 * All metrics of one process at one moment, as plain data: it crosses process borders (by structured clone: values may
 * be NaN or infinite), is merged, and is written as text.
 */
export interface MetricsSnapshot {
  /** Written as the label `worker_id` where a series names no worker of its own. */
  readonly workerId: string;
  readonly families: readonly FamilySnapshot[];
}

export type FamilyType = 'counter' | 'gauge' | 'histogram';

export interface FamilySnapshot {
  readonly name: string;
  readonly help: string;
  readonly type: FamilyType;
  /** Upper bounds of the buckets without +Inf; empty unless a histogram. */
  readonly bounds: readonly number[];
  /** True when every series carries the label `worker_id`. */
  readonly hasWorkerLabel: boolean;
  readonly series: readonly SeriesSnapshot[];
}

export interface SeriesSnapshot {
  /** The labels as they are written between the braces, sorted, without `worker_id`; empty text for none. */
  readonly labels: string;
  /** Set on gauges of a merged snapshot: which process it comes from. */
  readonly workerId?: string;
  /** One value, or for a histogram the count of every bucket (each alone, not added up), that of +Inf, and the sum. */
  readonly values: readonly number[];
}
