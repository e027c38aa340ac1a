import { type Findings, type Path, quote } from '../findings.ts';
import { nameContainerService, namePredictorService } from '../names.ts';
import type { PredictorSpec, SeldonDeployment } from '../types.ts';
import { walkGraph } from '../walk-graph.ts';
import { checkLabels, isLabelName, isLabelValue } from './check-metadata.ts';

/** `seldon-app-svc-<container>` is the key of a label, of at most 63 letters. */
const MAX_CONTAINER = 48;
const FIX = 'use lower case letters, digits and dashes';

/** Warns of names that Seldon's admission takes but Kubernetes then refuses for Services, pods or labels; and of Services of one name. */
export function checkNames(deployment: SeldonDeployment, findings: Findings): void {
  const { metadata, spec } = deployment;
  const name = metadata.name ?? '';
  if (name.includes('.'))
    findings.warn(['metadata', 'name'], `is ${quote(name)}: no Service can have a dot in its name`, FIX);
  const services = new Map<string, string>();
  for (const [index, predictor] of spec.predictors.entries()) {
    const at = ['spec', 'predictors', index];
    if (predictor.name === '') findings.warn([...at, 'name'], 'is empty', 'give the predictor a name');
    else if (!isLabelValue(predictor.name) || !/^[a-z0-9-]*$/.test(predictor.name))
      findings.warn([...at, 'name'], `is ${quote(predictor.name)}, which Kubernetes takes for no Service`, FIX);
    checkLabels(predictor.labels, [...at, 'labels'], findings.warn);
    checkContainers(predictor, at, findings);
    checkServices(name, predictor, at, services, findings);
  }
}

function checkContainers(predictor: PredictorSpec, at: Path, findings: Findings): void {
  for (const { unit, at: below } of walkGraph(predictor.graph)) {
    const place = [...at, 'graph', ...below, 'name'];
    if (unit.name === '') continue;
    if (!isLabelName(unit.name))
      findings.warn(place, `is ${quote(unit.name)}, which Kubernetes takes for no container`, FIX);
    else if (unit.name.length > MAX_CONTAINER)
      findings.warn(
        place,
        `has ${unit.name.length} letters, too many for a label of its pod`,
        `use at most ${MAX_CONTAINER}`,
      );
  }
}

function checkServices(
  name: string,
  predictor: PredictorSpec,
  at: Path,
  services: Map<string, string>,
  findings: Findings,
): void {
  const own = predictor.annotations?.['seldon.io/svc-name'];
  const wanted = new Map([[own ?? namePredictorService(name, predictor.name), `predictor ${quote(predictor.name)}`]]);
  for (const { unit } of walkGraph(predictor.graph))
    wanted.set(
      nameContainerService(name, predictor.name, unit.name),
      `node ${quote(unit.name)} of predictor ${quote(predictor.name)}`,
    );
  for (const [service, owner] of wanted) {
    const other = services.get(service);
    if (other !== undefined)
      findings.warn(at, `${owner} and ${other} both want the Service ${service}`, 'change one of the names');
    services.set(service, owner);
  }
}
