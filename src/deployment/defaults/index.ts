export { defaultDeployment } from './default-deployment.ts';
export { findPort } from './port-book.ts';
