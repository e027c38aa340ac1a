import type { Revision } from './revision-store.ts';

/** What is applied: one deployment with what it brings along. */
export type ApplyRequest = Omit<Revision, 'number' | 'appliedAt'>;

/** A line of the answer to a change, while it goes on and at its end. */
export type ChangeLine =
  | { readonly type: 'progress'; readonly text: string }
  | { readonly type: 'done'; readonly deployment: DeploymentView }
  | { readonly type: 'failed'; readonly message: string; readonly reason: string };

/** A deployment as the daemon tells of it. */
export interface DeploymentView {
  readonly namespace: string;
  readonly name: string;
  readonly state: string;
  readonly description: string;
  readonly revision: number;
  readonly appliedAt: string;
  readonly url: string;
  readonly predictors: readonly PredictorView[];
  /** As it was written. */
  readonly written: unknown;
}

export interface PredictorView {
  readonly name: string;
  readonly traffic: number;
  readonly isShadow: boolean;
  readonly replicas: number;
  readonly nodes: readonly { readonly name: string; readonly from: string }[];
}

export interface RevisionView {
  readonly number: number;
  readonly appliedAt: string;
  readonly isCurrent: boolean;
}

export interface DaemonView {
  readonly pid: number;
  readonly version: string;
  readonly port: number;
  readonly home: string;
}
