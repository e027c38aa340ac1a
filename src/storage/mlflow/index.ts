export { mlflowScheme } from './mlflow-scheme.ts';
