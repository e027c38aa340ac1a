import { type Findings, type Path, quote } from '../findings.ts';
import { DEPLOYMENT_SCHEMA, type FieldType, suggestWord } from '../schema/index.ts';
import type { SeldonDeployment } from '../types.ts';

/** Fields that take a few words only: apiVersion, kind, protocol, transport, serverType. Everything but letter case is told apart. */
export function checkWords(deployment: SeldonDeployment, findings: Findings): void {
  checkObject({ ...deployment }, 'SeldonDeployment', [], findings);
  checkObject({ ...deployment.spec }, 'SeldonDeploymentSpec', ['spec'], findings);
}

function checkObject(value: Readonly<Record<string, unknown>>, name: string, at: Path, findings: Findings): void {
  for (const [key, { type }] of Object.entries(DEPLOYMENT_SCHEMA[name]!.fields)) {
    const given = value[key];
    if (typeof given === 'string' && isChoice(type) && !type.known.includes(given))
      findings.error([...at, key], `is ${quote(given)}`, suggestChoice(given, type.known));
  }
}

function isChoice(type: FieldType): type is FieldType & { kind: 'text'; known: readonly string[] } {
  return type.kind === 'text' && type.strict === true && type.known !== undefined;
}

function suggestChoice(given: string, known: readonly string[]): string {
  const meant = suggestWord(given, known);
  const words = known.length === 1 ? known[0] : `one of ${known.join(', ')}`;
  return meant === undefined || known.length === 1 ? `write ${words}` : `did you mean ${meant}? Write ${words}`;
}
