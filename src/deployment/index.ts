export {
  ANNOTATIONS,
  type DeploymentAnnotations,
  type PredictorAnnotations,
  readDeploymentAnnotations,
  readPredictorAnnotations,
} from './annotations/index.ts';
export { defaultDeployment } from './defaults/index.ts';
export { makeUnitEnvironment, type UnitPlace } from './environment/index.ts';
export { findContainer } from './find-container.ts';
export {
  nameContainerService,
  nameDeployment,
  nameEngine,
  nameExplainer,
  nameModelInitializer,
  nameModelVolume,
  namePods,
  namePredictorService,
} from './names.ts';
export { type ParsedDeployment, type ParseOptions, parseDeployment } from './parse-deployment.ts';
export {
  type DeploymentPlan,
  type ExplainerPlan,
  type PodPlan,
  type PredictorPlan,
  planDeployment,
  type ServicePlan,
} from './plan/index.ts';
export { formatProblem, type Problem } from './problem.ts';
export { type OtherObject, type ReadDeployment, type ReadDeployments, readDeployments } from './read-deployments.ts';
export {
  describeSchema,
  type FieldDescription,
  type JsonSchema,
  type TypeDescription,
  toJsonSchema,
} from './schema/index.ts';
export {
  BUILT_IN_UNITS,
  DEFAULT_SERVERS,
  findRuntime,
  findServer,
  isBuiltIn,
  isPrepackaged,
  type PrepackagedServer,
  readServerCatalogue,
  type ServerCatalogue,
  type ServerParameter,
  type ServerProtocol,
  type ServerRuntime,
  UNKNOWN_IMPLEMENTATION,
} from './servers/index.ts';
export { DEFAULT_SETTINGS, type DeploymentSettings } from './settings.ts';
export type {
  ComponentSpec,
  Container,
  ContainerPort,
  Endpoint,
  EnvVar,
  Explainer,
  HpaSpec,
  KubernetesObject,
  ObjectMeta,
  PodSpec,
  PredictiveUnit,
  PredictorSpec,
  Protocol,
  SeldonDeployment,
  SeldonDeploymentSpec,
  ServerType,
  StringMap,
  SvcOrchSpec,
  Transport,
  UnitLogger,
  UnitMethod,
  UnitParameter,
  UnitType,
  VolumeMount,
} from './types.ts';
export { type PlacedUnit, walkGraph } from './walk-graph.ts';
