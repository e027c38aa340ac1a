import type { Labels } from './format-labels.ts';

/** Who is measured: the labels that all metrics of a deployment carry. */
export interface MetricsIdentity {
  readonly deploymentName?: string | undefined;
  readonly modelName?: string | undefined;
  readonly modelImage?: string | undefined;
  readonly modelVersion?: string | undefined;
  readonly predictorName?: string | undefined;
  readonly predictorVersion?: string | undefined;
  /** The label `worker_id`; the process id when left out. */
  readonly workerId?: string | undefined;
}

/** What stands where the deployment gives no value. */
const MISSING = 'NOT_IMPLEMENTED';

/** The identity as labels, with the three older names of the same values that dashboards still use. */
export function identityLabels(identity: MetricsIdentity): Labels {
  const deployment = identity.deploymentName ?? MISSING;
  const image = identity.modelImage ?? MISSING;
  const version = identity.modelVersion ?? MISSING;
  return {
    deployment_name: deployment,
    image_name: image,
    image_version: version,
    model_image: image,
    model_name: identity.modelName ?? MISSING,
    model_version: version,
    predictor_name: identity.predictorName ?? MISSING,
    predictor_version: identity.predictorVersion ?? MISSING,
    seldon_deployment_name: deployment,
  };
}
