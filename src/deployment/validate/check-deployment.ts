import type { Findings } from '../findings.ts';
import type { DeploymentSettings } from '../settings.ts';
import type { SeldonDeployment } from '../types.ts';
import { checkEndpoints } from './check-endpoints.ts';
import { checkGraph } from './check-graph.ts';
import { checkMetadata } from './check-metadata.ts';
import { checkNames } from './check-names.ts';
import { checkPods, checkReplicas } from './check-pods.ts';
import { checkPredictors } from './check-predictors.ts';
import { checkTraffic } from './check-traffic.ts';
import { checkWords } from './check-words.ts';

/**
 * The rules of admission, all of them, on a deployment as written. Errors are what Seldon refuses; warnings are what it
 * accepts although it does not work (or does not work on Kubernetes).
 */
export function checkDeployment(deployment: SeldonDeployment, settings: DeploymentSettings, findings: Findings): void {
  checkWords(deployment, findings);
  checkMetadata(deployment.metadata, findings);
  checkReplicas(deployment.spec.replicas, ['spec', 'replicas'], findings);
  checkPredictors(deployment.spec, findings);
  for (const [index, predictor] of deployment.spec.predictors.entries()) {
    const at = ['spec', 'predictors', index];
    checkGraph(predictor, { protocol: deployment.spec.protocol, settings, findings }, at);
    checkPods(predictor, at, findings);
  }
  checkEndpoints(deployment.spec, findings);
  checkTraffic(deployment.spec.predictors, findings);
  if (findings.errors.length === 0) checkNames(deployment, findings);
}
