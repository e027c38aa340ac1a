import type { ComponentSpec, Explainer, PredictiveUnit, PredictorSpec } from '../types.ts';

/** What must run for a deployment: pods, and the addresses they are found at. The same on a laptop and on a cluster. */
export interface DeploymentPlan {
  /** Name in labels and routes: that of the deployment, shortened. */
  readonly id: string;
  readonly name: string;
  readonly namespace: string;
  readonly predictors: readonly PredictorPlan[];
}

export interface PredictorPlan {
  readonly predictor: PredictorSpec;
  /** `beside` the first nodes in their pod, in pods `apart`, or `none` (requests go to the only node itself). */
  readonly engine: 'beside' | 'apart' | 'none';
  /** Pods of the engine (where it is apart) first, then those of the componentSpecs in their order. */
  readonly pods: readonly PodPlan[];
  /** Where requests to the predictor go. */
  readonly service: ServicePlan;
  /** Where requests to single nodes go, in the order of the containers. */
  readonly nodeServices: readonly ServicePlan[];
  readonly explainer: ExplainerPlan | undefined;
}

/** Containers that live together, in a number of copies. */
export interface PodPlan {
  readonly name: string;
  /** Undefined: one, or what an autoscaler says. */
  readonly replicas: number | undefined;
  /** What it is made of; undefined for the engine's own pod. */
  readonly component: ComponentSpec | undefined;
  /** Index in componentSpecs; -1 for the engine's own pod. */
  readonly componentIndex: number;
  readonly hasEngine: boolean;
  /** Graph nodes that run here, in the order of their containers. */
  readonly units: readonly PredictiveUnit[];
  /** Names of all containers, the engine's `seldon-container-engine` and TensorFlow's `tfserving` among them. */
  readonly containers: readonly string[];
  readonly initContainers: readonly string[];
}

export interface ServicePlan {
  readonly name: string;
  readonly httpPort: number;
  /** Undefined where there is no gRPC (explainers). */
  readonly grpcPort: number | undefined;
  /** The container of a node's Service; undefined for a predictor's. */
  readonly container: string | undefined;
}

export interface ExplainerPlan {
  readonly explainer: Explainer;
  /** Of its pods. */
  readonly name: string;
  readonly container: string;
  readonly replicas: number | undefined;
  /** Where the container listens. */
  readonly containerPort: number;
  readonly service: ServicePlan;
  readonly initContainers: readonly string[];
}
