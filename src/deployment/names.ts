import { createHash } from 'node:crypto';

/** Labels of Kubernetes, and so the names of Services, hold no more. */
const MAX_NAME = 63;

/** A name as Seldon shortens it: over 63 letters it becomes `seldon-` and the MD5 of the whole. */
export function shortenName(name: string): string {
  return name.length > MAX_NAME ? `seldon-${hashName(name)}` : name;
}

/** Name of the whole deployment in labels and routes. */
export function nameDeployment(deployment: string): string {
  return shortenName(deployment);
}

/**
 * Name of the pods of one componentSpec. `suffix` is the name in its metadata, else its container names joined by dashes.
 * `prefixed` (an operator setting) keeps the deployment's name before the hash where that fits.
 */
export function namePods(
  deployment: string,
  predictor: string,
  index: number,
  suffix: string,
  prefixed: boolean = false,
): string {
  const name = `${deployment}-${predictor}-${index}-${suffix}`;
  const withPrefix = `${deployment}-${hashName(name)}`;
  return name.length > MAX_NAME && prefixed && withPrefix.length <= MAX_NAME ? withPrefix : shortenName(name);
}

/** Name of what runs the graph, where it has pods of its own. */
export function nameEngine(deployment: string, predictor: string): string {
  return shortenName(`${deployment}-${predictor}-svc-orch`);
}

/** Name of a predictor's Service, unless the annotation `seldon.io/svc-name` gives one (which is used as it is). */
export function namePredictorService(deployment: string, predictor: string): string {
  return shortenName(`${deployment}-${predictor}`);
}

/** Name of the Service of one container of a graph node. */
export function nameContainerService(deployment: string, predictor: string, container: string): string {
  return shortenName(`${deployment}-${predictor}-${container}`);
}

/** Name of the pods, the Service and the container of an explainer. */
export function nameExplainer(deployment: string, predictor: string): string {
  return shortenName(`${deployment}-${predictor}-explainer`);
}

/** Name of the container that downloads a model for another one. */
export function nameModelInitializer(container: string): string {
  return cutName(`${container}-model-initializer`);
}

/** Name of the volume that a model is downloaded to. */
export function nameModelVolume(container: string): string {
  return cutName(`${container}-provision-location`);
}

function cutName(name: string): string {
  return name.slice(0, MAX_NAME).replace(/-+$/, '');
}

function hashName(name: string): string {
  return createHash('md5').update(name).digest('hex');
}
