import { type Findings, type Path, quote } from '../findings.ts';
import type { ObjectMeta, StringMap } from '../types.ts';

const SUBDOMAIN = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;
const MAX_NAME = 253;
const LABEL = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/;
const LABEL_VALUE = /^([A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?)?$/;
const KEY_NAME = /^[A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?$/;
const MAX_LABEL = 63;
const MAX_ANNOTATION_BYTES = 256 * 1024;

/** What the Kubernetes API refuses of names, namespaces, labels and annotations. */
export function checkMetadata(metadata: ObjectMeta, findings: Findings): void {
  const { name, namespace } = metadata;
  const at = ['metadata'];
  if (!name)
    findings.error(
      [...at, 'name'],
      'is missing',
      'give the deployment a name of lower case letters, digits and dashes',
    );
  else if (name.length > MAX_NAME || !SUBDOMAIN.test(name))
    findings.error([...at, 'name'], `is ${quote(name)}, which no object can be called`, fixName(name));
  if (namespace !== undefined && namespace !== '' && (namespace.length > MAX_LABEL || !LABEL.test(namespace)))
    findings.error(
      [...at, 'namespace'],
      `is ${quote(namespace)}, which no namespace can be called`,
      fixName(namespace),
    );
  checkLabels(metadata.labels, [...at, 'labels'], findings.error);
  checkKeys(metadata.annotations, [...at, 'annotations'], findings.error);
  const size = Object.entries(metadata.annotations ?? {}).reduce(
    (sum, [key, value]) => sum + key.length + value.length,
    0,
  );
  if (size > MAX_ANNOTATION_BYTES)
    findings.error([...at, 'annotations'], `hold ${size} letters`, `keep them below ${MAX_ANNOTATION_BYTES}`);
}

type Report = Findings['error'];

/** Labels that Kubernetes refuses, given to `report`. */
export function checkLabels(labels: StringMap | undefined, at: Path, report: Report): void {
  checkKeys(labels, at, report);
  for (const [key, value] of Object.entries(labels ?? {})) {
    if (isLabelValue(value)) continue;
    const fix = `use at most ${MAX_LABEL} letters, digits, '-', '_' and '.', beginning and ending with a letter or digit`;
    report([...at, key], `is ${quote(value)}, which is no value of a label`, fix);
  }
}

/** Whether a text can be the value of a label. */
export function isLabelValue(text: string): boolean {
  return text.length <= MAX_LABEL && LABEL_VALUE.test(text);
}

/** Whether a text can be a name inside of Service and container names. */
export function isLabelName(text: string): boolean {
  return text.length <= MAX_LABEL && LABEL.test(text);
}

function checkKeys(map: StringMap | undefined, at: Path, report: Report): void {
  for (const key of Object.keys(map ?? {})) {
    const slash = key.indexOf('/');
    const prefix = key.slice(0, Math.max(slash, 0));
    const name = key.slice(slash + 1);
    const isGood =
      name.length <= MAX_LABEL &&
      KEY_NAME.test(name) &&
      (slash < 0 || (prefix.length <= MAX_NAME && SUBDOMAIN.test(prefix)));
    if (!isGood)
      report([...at, key], 'is no key that Kubernetes takes', 'write a key such as team or example.org/team');
  }
}

function fixName(name: string): string {
  const better = name
    .toLowerCase()
    .replaceAll(/[^a-z0-9.-]+/g, '-')
    .replaceAll(/^[-.]+|[-.]+$/g, '')
    .slice(0, MAX_LABEL);
  return SUBDOMAIN.test(better) && better !== name ? `write ${better}` : 'use lower case letters, digits and dashes';
}
