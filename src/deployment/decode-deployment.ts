import type { Findings } from './findings.ts';
import { DEPLOYMENT_SCHEMA, decodeValue, findTooLarge } from './schema/index.ts';
import type { SeldonDeployment } from './types.ts';

/** The deployment as it is written, by its schema; undefined when the findings have errors. */
export function decodeDeployment(value: unknown, findings: Findings): SeldonDeployment | undefined {
  const tooLarge = findTooLarge(value);
  if (tooLarge) {
    findings.error(tooLarge.at, tooLarge.message, tooLarge.fix);
    return undefined;
  }
  const decoded = decodeValue(value, DEPLOYMENT_SCHEMA, 'SeldonDeployment', findings);
  if (findings.errors.length > 0) return undefined;
  // The schema is the proof that it is one; an empty text stands for absent where a word is chosen.
  const { apiVersion, kind, metadata, spec } = decoded as unknown as SeldonDeployment;
  return { apiVersion, kind, metadata, spec: dropEmptyWords(spec) };
}

function dropEmptyWords(spec: SeldonDeployment['spec']): SeldonDeployment['spec'] {
  const words = ['protocol', 'transport', 'serverType'];
  return Object.fromEntries(
    Object.entries(spec).filter(([key, value]) => value !== '' || !words.includes(key)),
  ) as unknown as SeldonDeployment['spec'];
}
