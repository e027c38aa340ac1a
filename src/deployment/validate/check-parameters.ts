import { type Findings, type Path, quote } from '../findings.ts';
import type { UnitParameter } from '../types.ts';

const FORMS: Readonly<Record<string, { readonly pattern: RegExp; readonly example: string }>> = {
  INT: { pattern: /^\s*[+-]?\d+\s*$/, example: '"10"' },
  FLOAT: { pattern: /^\s*[+-]?(\d+\.?\d*([eE][+-]?\d+)?|\.\d+([eE][+-]?\d+)?|inf(inity)?|nan)\s*$/i, example: '"0.5"' },
  DOUBLE: {
    pattern: /^\s*[+-]?(\d+\.?\d*([eE][+-]?\d+)?|\.\d+([eE][+-]?\d+)?|inf(inity)?|nan)\s*$/i,
    example: '"0.5"',
  },
  BOOL: { pattern: /^\s*(true|false|1|0|t|f|yes|no|y|n|on|off)\s*$/i, example: '"true"' },
};

/** Warns of values that are not of their type; Seldon finds them when the class is made. */
export function checkParameters(parameters: readonly UnitParameter[], at: Path, findings: Findings): void {
  for (const [index, { type, value }] of parameters.entries()) {
    const form = Object.hasOwn(FORMS, type) ? FORMS[type] : undefined;
    if (form && !form.pattern.test(value))
      findings.warn(
        [...at, index, 'value'],
        `is ${quote(value)}, which is no ${type}`,
        `write a value such as ${form.example}`,
      );
  }
}
