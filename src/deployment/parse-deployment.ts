import { checkAnnotations } from './annotations/index.ts';
import { decodeDeployment } from './decode-deployment.ts';
import { defaultDeployment } from './defaults/index.ts';
import { createFindings, type Path } from './findings.ts';
import type { Problem } from './problem.ts';
import { DEFAULT_SETTINGS, type DeploymentSettings } from './settings.ts';
import type { SeldonDeployment } from './types.ts';
import { checkDeployment } from './validate/index.ts';

export interface ParseOptions {
  readonly settings?: DeploymentSettings;
  /** Line of a path in the text that the value came from. */
  readonly lineOf?: (at: Path) => number | undefined;
}

export type ParsedDeployment =
  | {
      readonly ok: true;
      /** With everything filled in. */
      readonly deployment: SeldonDeployment;
      /** As it was written, without unknown fields; what `get` and `diff` show. */
      readonly written: SeldonDeployment;
      readonly warnings: readonly Problem[];
    }
  | { readonly ok: false; readonly errors: readonly Problem[]; readonly warnings: readonly Problem[] };

/** Reads, checks and completes a deployment. Never throws: what is wrong comes back as a list, with path and fix. */
export function parseDeployment(value: unknown, options: ParseOptions = {}): ParsedDeployment {
  const { settings = DEFAULT_SETTINGS } = options;
  const findings = createFindings(options.lineOf);
  const { errors, warnings } = findings;
  const written = decodeDeployment(value, findings);
  if (!written) return { ok: false, errors, warnings };
  checkDeployment(written, settings, findings);
  if (errors.length > 0) return { ok: false, errors, warnings };
  checkAnnotations(written, findings);
  return { ok: true, deployment: defaultDeployment(written, settings), written, warnings };
}
