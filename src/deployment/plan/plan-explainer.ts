import { findPort } from '../defaults/index.ts';
import { nameExplainer, nameModelInitializer } from '../names.ts';
import type { PredictorSpec, SeldonDeployment } from '../types.ts';
import type { ExplainerPlan } from './deployment-plan.ts';

const HTTP_PORT = 9000;

/** The explainer's pod and Service; undefined where it has no type. */
export function planExplainer(deployment: SeldonDeployment, predictor: PredictorSpec): ExplainerPlan | undefined {
  const { explainer } = predictor;
  if (!explainer?.type) return undefined;
  const name = nameExplainer(deployment.metadata.name ?? '', predictor.name);
  const container = explainer.containerSpec?.name || name;
  const httpPort = explainer.endpoint?.service_port || HTTP_PORT;
  const isOff = (predictor.replicas ?? deployment.spec.replicas) === 0;
  return {
    explainer,
    name,
    container,
    replicas: explainer.replicas ?? (isOff ? 0 : undefined),
    containerPort: (explainer.containerSpec && findPort(explainer.containerSpec, 'http')) ?? httpPort,
    service: { name, httpPort, grpcPort: undefined, container: undefined },
    initContainers: explainer.modelUri ? [nameModelInitializer(container)] : [],
  };
}
