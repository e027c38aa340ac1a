/** A SeldonDeployment as data, field by field as users write it (Seldon Core's `machinelearning.seldon.io`, all versions). */
export interface SeldonDeployment {
  readonly apiVersion: string;
  readonly kind: 'SeldonDeployment';
  readonly metadata: ObjectMeta;
  readonly spec: SeldonDeploymentSpec;
}

/** Metadata of Kubernetes objects: what Radiant reads, and whatever else was written. */
export interface ObjectMeta {
  readonly name?: string;
  readonly namespace?: string;
  readonly labels?: StringMap;
  readonly annotations?: StringMap;
  readonly [field: string]: unknown;
}

export type StringMap = Readonly<Record<string, string>>;

export interface SeldonDeploymentSpec {
  /** Deprecated: names come from metadata.name. */
  readonly name?: string;
  readonly predictors: readonly PredictorSpec[];
  readonly annotations?: StringMap;
  /** `kfserving` is another name of `v2`. Absent means `seldon`. */
  readonly protocol?: Protocol;
  /** Absent means `rest`. REST and gRPC are always both served; this picks the port of probes and calls between pods. */
  readonly transport?: Transport;
  readonly replicas?: number;
  /** Absent means `rpc`. */
  readonly serverType?: ServerType;
  readonly oauth_key?: string;
  readonly oauth_secret?: string;
}

export type Protocol = 'seldon' | 'tensorflow' | 'v2' | 'kfserving';
export type Transport = 'rest' | 'grpc';
export type ServerType = 'rpc' | 'kafka';

export interface PredictorSpec {
  readonly name: string;
  readonly graph: PredictiveUnit;
  /** Each entry becomes one pod (on a cluster: one Deployment). Defaulting adds the containers of prepackaged servers. */
  readonly componentSpecs: readonly ComponentSpec[];
  readonly replicas?: number;
  readonly annotations?: StringMap;
  /** Defaulting adds `version`. */
  readonly labels?: StringMap;
  readonly svcOrchSpec?: SvcOrchSpec;
  /** Percent of the requests, 0 to 100. */
  readonly traffic?: number;
  readonly shadow?: boolean;
  /** Active only when its type is not empty. */
  readonly explainer?: Explainer;
  readonly ssl?: { readonly certSecretName?: string };
  readonly progressDeadlineSeconds?: number;
  /** Legacy, without effect. */
  readonly engineResources?: KubernetesObject;
}

/** One node of the inference graph. */
export interface PredictiveUnit {
  readonly name: string;
  /** A word outside of `UnitType` is kept (with a warning); such a node passes messages on. */
  readonly type?: UnitType | (string & {});
  /** A built-in unit or the name of a prepackaged server; defaulting writes `UNKNOWN_IMPLEMENTATION` where there is none. */
  readonly implementation?: string;
  /** What is called beside (or without) the type. Words outside of `UnitMethod` are kept, with a warning. */
  readonly methods?: readonly (UnitMethod | (string & {}))[];
  readonly children: readonly PredictiveUnit[];
  readonly endpoint?: Endpoint;
  readonly parameters: readonly UnitParameter[];
  readonly modelUri?: string;
  readonly serviceAccountName?: string;
  readonly envSecretRefName?: string;
  readonly storageInitializerImage?: string;
  readonly logger?: UnitLogger;
}

export type UnitType = 'MODEL' | 'ROUTER' | 'COMBINER' | 'TRANSFORMER' | 'OUTPUT_TRANSFORMER' | 'UNKNOWN_TYPE';
export type UnitMethod = 'TRANSFORM_INPUT' | 'TRANSFORM_OUTPUT' | 'ROUTE' | 'AGGREGATE' | 'SEND_FEEDBACK';

/** Where a node listens on a cluster. Defaulting fills host and ports for nodes that have a container. */
export interface Endpoint {
  readonly service_host?: string;
  readonly service_port?: number;
  /** `REST` or `GRPC`. */
  readonly type?: string;
  readonly httpPort?: number;
  readonly grpcPort?: number;
}

export interface UnitParameter {
  readonly name: string;
  readonly value: string;
  /** INT, FLOAT, DOUBLE, STRING or BOOL. */
  readonly type: string;
}

export interface UnitLogger {
  readonly url?: string;
  /** `request`, `response` or `all`; another word logs nothing. */
  readonly mode: string;
}

export interface SvcOrchSpec {
  readonly resources?: KubernetesObject;
  readonly env?: readonly EnvVar[];
  readonly replicas?: number;
}

export interface Explainer {
  /** Empty or absent: the explainer is off. */
  readonly type?: string;
  readonly modelUri?: string;
  readonly serviceAccountName?: string;
  readonly containerSpec?: Container;
  readonly config?: StringMap;
  readonly endpoint?: Endpoint;
  readonly envSecretRefName?: string;
  readonly storageInitializerImage?: string;
  readonly replicas?: number;
  /** JSON text; V2 protocol only. */
  readonly initParameters?: string;
}

export interface ComponentSpec {
  readonly metadata?: ObjectMeta;
  readonly spec: PodSpec;
  readonly replicas?: number;
  readonly hpaSpec?: HpaSpec;
  readonly kedaSpec?: KubernetesObject;
  readonly pdbSpec?: { readonly minAvailable?: number | string; readonly maxUnavailable?: number | string };
}

export interface HpaSpec {
  readonly minReplicas?: number;
  readonly maxReplicas: number;
  readonly metrics?: readonly KubernetesObject[];
  readonly metricsv2?: readonly KubernetesObject[];
}

/** A part of Kubernetes' own API that is passed on as it was written. */
export type KubernetesObject = Readonly<Record<string, unknown>>;

/** What Radiant reads of a Kubernetes PodSpec; the rest is kept as written. */
export interface PodSpec {
  readonly containers: readonly Container[];
  readonly initContainers?: readonly Container[];
  readonly volumes?: readonly KubernetesObject[];
  readonly imagePullSecrets?: readonly { readonly name?: string }[];
  readonly serviceAccountName?: string;
  readonly [field: string]: unknown;
}

/** What Radiant reads of a Kubernetes Container; the rest is kept as written. */
export interface Container {
  readonly name: string;
  readonly image?: string;
  readonly command?: readonly string[];
  readonly args?: readonly string[];
  readonly workingDir?: string;
  readonly env?: readonly EnvVar[];
  readonly envFrom?: readonly KubernetesObject[];
  readonly ports?: readonly ContainerPort[];
  readonly volumeMounts?: readonly VolumeMount[];
  readonly imagePullPolicy?: string;
  readonly resources?: KubernetesObject;
  readonly livenessProbe?: KubernetesObject;
  readonly readinessProbe?: KubernetesObject;
  readonly lifecycle?: KubernetesObject;
  readonly terminationMessagePath?: string;
  readonly terminationMessagePolicy?: string;
  readonly [field: string]: unknown;
}

export interface EnvVar {
  readonly name: string;
  readonly value?: string;
  /** secretKeyRef, configMapKeyRef, fieldRef or resourceFieldRef. */
  readonly valueFrom?: KubernetesObject;
}

export interface ContainerPort {
  readonly name?: string;
  readonly containerPort: number;
  readonly protocol?: string;
  readonly hostPort?: number;
  readonly hostIP?: string;
}

export interface VolumeMount {
  readonly name: string;
  readonly mountPath: string;
  readonly readOnly?: boolean;
  readonly [field: string]: unknown;
}
