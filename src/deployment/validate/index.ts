export { checkDeployment } from './check-deployment.ts';
