import { type Findings, type Path, quote } from '../findings.ts';
import { suggestWord } from '../schema/index.ts';
import type { SeldonDeployment, StringMap } from '../types.ts';
import type { AnnotationEntry, AnnotationPlace } from './annotation-entry.ts';
import { ANNOTATIONS } from './annotations.table.ts';
import { isCount } from './read-annotations.ts';

const OURS = /^(seldon|radiant)\.io\//;
/** Written by Kubernetes tools, or free (`engine-` names variables). */
const OTHERS = /^seldon\.io\/(engine-.|last-applied$)/;

/** Warns of annotations that are misspelt, at the wrong place, or of a value that cannot be used. None of it is an error. */
export function checkAnnotations(deployment: SeldonDeployment, findings: Findings): void {
  const { metadata, spec } = deployment;
  checkPlace(metadata.annotations, ['metadata', 'annotations'], ['metadata'], findings);
  checkPlace(spec.annotations, ['spec', 'annotations'], ['spec', 'pod'], findings);
  for (const [index, { annotations }] of spec.predictors.entries())
    checkPlace(annotations, ['spec', 'predictors', index, 'annotations'], ['predictor', 'pod'], findings);
}

function checkPlace(
  annotations: StringMap | undefined,
  at: Path,
  places: readonly AnnotationPlace[],
  findings: Findings,
): void {
  for (const [key, value] of Object.entries(annotations ?? {})) {
    if (!OURS.test(key)) continue;
    const entry: AnnotationEntry | undefined = Object.hasOwn(ANNOTATIONS, key)
      ? ANNOTATIONS[key as keyof typeof ANNOTATIONS]
      : undefined;
    if (entry) checkEntry(entry, value, [...at, key], places, findings);
    else if (!OTHERS.test(key)) warnUnknown(key, [...at, key], findings);
  }
}

function checkEntry(
  entry: AnnotationEntry,
  value: string,
  at: Path,
  places: readonly AnnotationPlace[],
  findings: Findings,
): void {
  if (!entry.where.some((place) => places.includes(place))) {
    const where = entry.where.map((place) => PLACES[place]).join(' or ');
    findings.warn(at, 'has no effect here', `move it to ${where}`);
  } else if (entry.value === 'integer' && !isCount(value)) {
    findings.warn(
      at,
      `is ${quote(value)}, not a whole number; it is ignored`,
      'write a number in quotes such as "3000"',
    );
  } else if (entry.value === 'flag' && value !== 'true' && value !== 'false') {
    findings.warn(at, `is ${quote(value)}, which counts as false`, 'write "true" or "false"');
  }
}

const PLACES: Readonly<Record<AnnotationPlace, string>> = {
  metadata: 'metadata.annotations',
  spec: 'spec.annotations',
  predictor: 'the annotations of a predictor',
  pod: 'spec.annotations',
};

function warnUnknown(key: string, at: Path, findings: Findings): void {
  const meant = suggestWord(key, Object.keys(ANNOTATIONS));
  findings.warn(at, 'is no annotation that is known', meant === undefined ? 'remove it' : `did you mean ${meant}?`);
}
