export { ANNOTATIONS } from './annotations.table.ts';
export { checkAnnotations } from './check-annotations.ts';
export {
  type DeploymentAnnotations,
  type PredictorAnnotations,
  readDeploymentAnnotations,
  readPredictorAnnotations,
} from './read-annotations.ts';
