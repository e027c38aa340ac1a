import type { EstimatorNode, Inspection, ModelSignature, SignatureField } from '../../models/index.ts';
import type { CliIo } from '../cli-io.ts';
import { createPaint } from '../paint.ts';
import { labelsToJson } from './inspection-to-json.ts';

/** Longest lists are cut here. */
const MAX_SHOWN = 12;

const VERDICTS: Readonly<Record<string, string>> = {
  DANGEROUS_MODEL: 'no: refused, and never handed to Python',
  MALFORMED_MODEL: 'not known: it could not be read to its end; never handed to Python',
  NEEDS_PYTHON: 'not known: it needs code that only Python can run (serve it with --runtime python if you trust it)',
  UNSUPPORTED_MODEL: 'nothing dangerous was found as far as it was read',
};

/** What `radiant inspect` prints, a line per fact. */
export function formatInspection(
  path: string,
  inspection: Inspection,
  io: Pick<CliIo, 'colour'>,
  signature?: ModelSignature,
): string {
  const { bold, red } = createPaint(io);
  const { input, classes, problem, estimator } = inspection;
  // That of scikit-learn stands with the estimator.
  const versions = inspection.versions.filter(
    (version) => estimator?.version === undefined || !version.startsWith('scikit-learn '),
  );
  const facts: [string, string | undefined][] = [
    ['format', inspection.format ?? 'not known'],
    ['compression', inspection.compression],
    ['size', `${inspection.sizeBytes} bytes`],
    ['estimator', estimator === undefined ? inspection.name : formatTree(estimator).join('\n             ')],
    ['written by', versions.length === 0 ? undefined : show(versions.join(', '))],
    ['inputs', input === undefined ? undefined : formatInput(input)],
    ...(classes ?? []).map((labels): [string, string] => ['classes', shorten(labelsToJson(labels).map(show))]),
    ['methods', inspection.methods.length === 0 ? undefined : inspection.methods.join(', ')],
    ['signature', signature === undefined ? undefined : formatSignature(signature)],
    ['native', problem === undefined ? 'yes' : 'no'],
    ['why', problem === undefined ? undefined : red(show(problem.message))],
    ['safe', problem === undefined ? 'yes: nothing in it can run' : (VERDICTS[problem.reason] ?? 'not known')],
  ];
  const lines = facts.flatMap(([name, text]) => (text === undefined ? [] : [`${name.padEnd(12)} ${text}\n`]));
  return `${bold(show(path))}\n${lines.join('')}`;
}

function formatTree(node: EstimatorNode, depth = 0): string[] {
  const where = node.attribute === '' ? '' : `${show(node.attribute)}: `;
  const count = node.count === 1 ? '' : ` x ${node.count}`;
  const version = node.version === undefined || depth > 0 ? '' : ` (scikit-learn ${show(node.version)})`;
  const python = node.isNative ? '' : ' - no native kernel by itself';
  return [
    `${'  '.repeat(depth)}${where}${show(node.className)}${count}${version}${python}`,
    ...node.parts.flatMap((part) => formatTree(part, depth + 1)),
  ];
}

function formatInput({ kind, featureCount, featureNames }: NonNullable<Inspection['input']>): string {
  if (kind === 'text') return 'one text a row';
  const count = featureCount ?? featureNames?.length;
  const what = kind === 'table' ? 'columns of unlike types' : 'numbers';
  const names = featureNames === undefined ? '' : `: ${shorten(featureNames.map(show))}`;
  return `${count === undefined ? 'features, count not in the file' : `${count} features`} (${what})${names}`;
}

/** MLflow's: `age: double, city: string (optional) -> int64 [-1]`. */
function formatSignature({ inputs, outputs }: ModelSignature): string {
  const text = (fields: readonly SignatureField[] | undefined): string =>
    shorten((fields ?? []).map(formatField)) || 'not said';
  return `${text(inputs)} -> ${text(outputs)}`;
}

function formatField({ name, dtype, shape, isRequired }: SignatureField): string {
  const size = shape === undefined ? '' : ` [${shape.join(', ')}]`;
  return show(`${name === undefined ? '' : `${name}: `}${dtype}${size}${isRequired ? '' : ' (optional)'}`);
}

function shorten(items: readonly string[]): string {
  const shown = items.slice(0, MAX_SHOWN).join(', ');
  return items.length > MAX_SHOWN ? `${shown}, ... (${items.length})` : shown;
}

/** Text of a file must not steer the terminal: control characters are shown escaped. */
function show(value: unknown): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return text.replace(/\p{Cc}/gu, (character) => `\\x${character.charCodeAt(0).toString(16).padStart(2, '0')}`);
}
