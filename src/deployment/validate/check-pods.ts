import { type Findings, type Path, quote } from '../findings.ts';
import type { ComponentSpec, Container, PredictorSpec } from '../types.ts';

/** Warns of numbers of copies that Kubernetes refuses. */
export function checkReplicas(replicas: number | undefined, at: Path, findings: Findings): void {
  if (replicas !== undefined && replicas < 0)
    findings.warn(at, `is ${replicas}, and Kubernetes refuses it`, 'write 0 or more');
}

/** Warns of pods that admission takes but Kubernetes refuses. */
export function checkPods(predictor: PredictorSpec, at: Path, findings: Findings): void {
  checkReplicas(predictor.replicas, [...at, 'replicas'], findings);
  checkReplicas(predictor.svcOrchSpec?.replicas, [...at, 'svcOrchSpec', 'replicas'], findings);
  checkReplicas(predictor.explainer?.replicas, [...at, 'explainer', 'replicas'], findings);
  for (const [index, component] of predictor.componentSpecs.entries())
    checkPod(component, [...at, 'componentSpecs', index], findings);
  if (predictor.explainer?.containerSpec)
    checkPorts(predictor.explainer.containerSpec, [...at, 'explainer', 'containerSpec'], findings);
}

/** A number is there once for each protocol: the API server refuses a second one. */
function checkPorts({ ports = [] }: Container, at: Path, findings: Findings): void {
  const keys = ports.map(({ containerPort, protocol = 'TCP' }) => `${containerPort}/${protocol}`);
  for (const [index, key] of keys.entries())
    if (keys.indexOf(key) < index)
      findings.error([...at, 'ports', index], `is ${key}, as another one`, 'remove one of the two');
}

function checkPod(component: ComponentSpec, at: Path, findings: Findings): void {
  checkReplicas(component.replicas, [...at, 'replicas'], findings);
  const { restartPolicy, containers } = component.spec;
  if (typeof restartPolicy === 'string' && restartPolicy !== '' && restartPolicy !== 'Always')
    findings.warn([...at, 'spec', 'restartPolicy'], `is ${quote(restartPolicy)}`, 'write Always, or remove it');
  for (const kind of ['containers', 'initContainers'] as const)
    for (const [index, container] of (component.spec[kind] ?? []).entries())
      checkPorts(container, [...at, 'spec', kind, index], findings);
  const names = containers.map(({ name }) => name);
  for (const [index, name] of names.entries())
    if (names.indexOf(name) < index)
      findings.warn(
        [...at, 'spec', 'containers', index, 'name'],
        `${quote(name)} names two containers`,
        'give each its own name',
      );
  const { hpaSpec: hpa, pdbSpec: pdb } = component;
  if (hpa?.minReplicas !== undefined && hpa.minReplicas > hpa.maxReplicas)
    findings.warn(
      [...at, 'hpaSpec'],
      `has minReplicas ${hpa.minReplicas} and maxReplicas ${hpa.maxReplicas}`,
      'make maxReplicas the larger one',
    );
  if (pdb?.minAvailable !== undefined && pdb.maxUnavailable !== undefined)
    findings.warn([...at, 'pdbSpec'], 'has minAvailable and maxUnavailable', 'keep one of them');
}
