import { readDeploymentAnnotations, readPredictorAnnotations } from '../annotations/index.ts';
import { findPort } from '../defaults/index.ts';
import { nameContainerService, nameDeployment, namePredictorService } from '../names.ts';
import { DEFAULT_SETTINGS, type DeploymentSettings } from '../settings.ts';
import type { PredictorSpec, SeldonDeployment } from '../types.ts';
import { walkGraph } from '../walk-graph.ts';
import type { DeploymentPlan, PredictorPlan, ServicePlan } from './deployment-plan.ts';
import { planExplainer } from './plan-explainer.ts';
import { type PodContext, planEnginePod, planPod } from './plan-pod.ts';

/** What must run for a deployment that `parseDeployment` has completed: names, places and ports. Starts nothing. */
export function planDeployment(
  deployment: SeldonDeployment,
  settings: DeploymentSettings = DEFAULT_SETTINGS,
): DeploymentPlan {
  const { metadata, spec } = deployment;
  const name = metadata.name ?? '';
  return {
    id: nameDeployment(name),
    name,
    namespace: metadata.namespace ?? 'default',
    predictors: spec.predictors.map((predictor) => planPredictor(deployment, predictor, settings)),
  };
}

function planPredictor(
  deployment: SeldonDeployment,
  predictor: PredictorSpec,
  settings: DeploymentSettings,
): PredictorPlan {
  const name = deployment.metadata.name ?? '';
  const { separateEngine } = readDeploymentAnnotations(deployment);
  const { noEngine, serviceName } = readPredictorAnnotations(deployment, predictor);
  const engine = noEngine ? 'none' : separateEngine ? 'apart' : 'beside';
  const context: PodContext = {
    deployment,
    predictor,
    engine,
    settings,
    engineComponent: findEngineComponent(predictor),
  };
  const pods = predictor.componentSpecs.flatMap((component, index) => planPod(component, index, context));
  const nodeServices = planNodeServices(name, predictor);
  const first = nodeServices[0];
  const service: ServicePlan = {
    name: serviceName ?? namePredictorService(name, predictor.name),
    httpPort: noEngine ? (first?.httpPort ?? settings.httpPort) : settings.engineHttpPort,
    grpcPort: noEngine ? (first?.grpcPort ?? settings.grpcPort) : settings.engineGrpcPort,
    container: undefined,
  };
  return {
    predictor,
    engine,
    // A graph of built-in units only has no pod where its engine could be, so it gets its own.
    pods: engine === 'apart' || pods.length === 0 ? [planEnginePod(context), ...pods] : pods,
    service,
    nodeServices,
    explainer: planExplainer(deployment, predictor),
  };
}

/** Index of the first componentSpec with a graph node, or -1. */
function findEngineComponent(predictor: PredictorSpec): number {
  const names = new Set([...walkGraph(predictor.graph)].map(({ unit }) => unit.name));
  return predictor.componentSpecs.findIndex(({ spec }) =>
    spec.containers.some((container) => names.has(container.name)),
  );
}

function planNodeServices(name: string, predictor: PredictorSpec): readonly ServicePlan[] {
  const endpoints = new Map([...walkGraph(predictor.graph)].map(({ unit }) => [unit.name, unit.endpoint]));
  const services = new Map<string, ServicePlan>();
  for (const { spec } of predictor.componentSpecs) {
    for (const container of spec.containers) {
      const endpoint = endpoints.get(container.name);
      if (!endpoint) continue;
      services.set(container.name, {
        name: nameContainerService(name, predictor.name, container.name),
        httpPort: findPort(container, 'http') ?? endpoint.httpPort ?? 0,
        grpcPort: findPort(container, 'grpc') ?? endpoint.grpcPort ?? 0,
        container: container.name,
      });
    }
  }
  return [...services.values()];
}
