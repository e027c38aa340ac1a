import { readDeploymentAnnotations, readPredictorAnnotations } from '../annotations/index.ts';
import { DEFAULT_SETTINGS, type DeploymentSettings } from '../settings.ts';
import type { SeldonDeployment } from '../types.ts';
import { defaultPredictor } from './default-predictor.ts';
import { createPortBook } from './port-book.ts';

/**
 * The deployment with everything filled in that its writer left open, as Seldon's operator does it: namespace, labels, types,
 * implementations, images and containers of prepackaged servers, ports, and the endpoints of the nodes.
 * To be done once, from what was written: done again, ports may be given out in another order.
 */
export function defaultDeployment(
  deployment: SeldonDeployment,
  settings: DeploymentSettings = DEFAULT_SETTINGS,
): SeldonDeployment {
  const { metadata, spec } = deployment;
  const namespace = metadata.namespace || 'default';
  const book = createPortBook(settings);
  const { separateEngine } = readDeploymentAnnotations(deployment);
  const predictors = spec.predictors.map((predictor) =>
    defaultPredictor(predictor, {
      name: metadata.name ?? '',
      namespace,
      protocol: spec.protocol,
      transport: spec.transport,
      isEngineApart: separateEngine && !readPredictorAnnotations(deployment, predictor).noEngine,
      settings,
      book,
    }),
  );
  return { ...deployment, metadata: { ...metadata, namespace }, spec: { ...spec, predictors } };
}
