export type { DeploymentPlan, ExplainerPlan, PodPlan, PredictorPlan, ServicePlan } from './deployment-plan.ts';
export { planDeployment } from './plan-deployment.ts';
