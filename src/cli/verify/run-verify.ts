import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { RadiantError } from '../../base/index.ts';
import { readModelSource } from '../../hosts/native/index.ts';
import { findPython } from '../../hosts/python/index.ts';
import {
  type EstimatorNode,
  findModelPath,
  inspectModel,
  isPickle,
  type Model,
  type ModelMethod,
  openModel,
} from '../../models/index.ts';
import type { Tensor } from '../../payload/index.ts';
import type { CliIo } from '../cli-io.ts';
import { EXIT_CODES } from '../exit-codes.table.ts';
import { runParsed } from '../run-parsed.ts';
import { askPython, type PythonResult } from './ask-python.ts';
import { type Comparison, compareAnswers } from './compare-answers.ts';
import { parseCsv } from './parse-csv.ts';
import { selectRows } from './select-rows.ts';
import { OTHER_TOLERANCE, TOLERANCES } from './tolerances.table.ts';

/** `radiant verify MODEL --data x.csv`: native against the Python library, row by row. 0 when they agree, else 1. */
export async function runVerify(args: readonly string[], io: CliIo): Promise<number> {
  return await runParsed(
    args,
    io,
    (command) =>
      command
        .name('verify')
        .description(
          'Asks a joblib or pickle file natively and in Python, and compares the answers. ' +
            'This loads the file in Python, which can run code that is in it: use it for files that you trust.',
        )
        .argument('<model>', 'a joblib or pickle file, or a folder with one')
        .requiredOption('--data <file>', 'rows as CSV, with or without a line of names')
        .option('--method <name>', 'method to ask (default: predict, else the first there is)')
        .option(
          '--python <program>',
          'Python with the library (otherwise that of VIRTUAL_ENV, then python3 on the PATH)',
        )
        .addHelpText(
          'after',
          `\nExamples:\n  ${io.programName} verify model.joblib --data rows.csv --method predict_proba --python .venv/bin/python`,
        ),
    async ([path = ''], options) => await verify(path, options as unknown as VerifyOptions, io),
  );
}

interface VerifyOptions {
  readonly data: string;
  readonly method?: string;
  readonly python?: string;
}

async function verify(path: string, options: VerifyOptions, io: CliIo): Promise<number> {
  const source = await readModelSource(path);
  const inner = source.kind === 'file' ? undefined : await findModelPath(source.folder);
  const file = inner === undefined ? path : join(path, inner);
  // A file that is refused here as dangerous or malformed never gets to Python.
  const model = await openModel(source.kind === 'file' ? source.bytes : source.folder);
  const bytes = source.kind === 'file' ? source.bytes : await source.folder.read(inner!);
  await assertPickle(bytes);
  const method = chooseMethod(model, options.method);
  const rows = selectRows(parseCsv(await readText(options.data)), model.input);
  const native = [model.run(method, rows.tensor)].flat() as Tensor[];
  const { path: python } = await findPython(io.environment, process.cwd(), options.python);
  io.writeErr(`warning: ${file} is now loaded in Python (${python}), which can run code that is in it\n`);
  const { environment } = io;
  const result = await askPython({ python, path: file, method, kind: model.input.kind, rows, environment });
  const { estimator } = await inspectModel(bytes);
  const tolerance = estimator === undefined ? OTHER_TOLERANCE : toleranceOf(estimator);
  const comparison = compareAnswers(native, result.answers, tolerance);
  io.writeOut(formatComparison(model.name, method, result, comparison, tolerance));
  return comparison.rowsOutside === 0 ? EXIT_CODES.ok : EXIT_CODES.startFailed;
}

/** joblib.load reads pickles only. */
async function assertPickle(bytes: Uint8Array): Promise<void> {
  if (await isPickle(bytes)) return;
  throw new RadiantError(
    'INVALID_ARGUMENT',
    'verify takes joblib and pickle files only, and this is a model of another format',
  );
}

/** Of a model with others in it: the widest of theirs. */
function toleranceOf({ family, parts }: EstimatorNode): number {
  const own = TOLERANCES[family ?? ''] ?? OTHER_TOLERANCE;
  return Math.max(own, ...parts.map(toleranceOf));
}

function chooseMethod(model: Model, wanted: string | undefined): ModelMethod {
  const fallback = model.methods.includes('predict') ? 'predict' : model.methods[0];
  const method = wanted === undefined ? fallback : model.methods.find((name) => name === wanted);
  if (method !== undefined) return method;
  throw new RadiantError('INVALID_ARGUMENT', `${model.name} has no method ${wanted}, but ${model.methods.join(', ')}`);
}

async function readText(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (thrown) {
    const why = thrown instanceof Error ? thrown.message : String(thrown);
    throw new RadiantError('INVALID_ARGUMENT', `--data cannot be read: ${why}`, { cause: thrown });
  }
}

function formatComparison(
  name: string,
  method: string,
  { versions }: PythonResult,
  found: Comparison,
  tolerance: number,
): string {
  const libraries = Object.entries(versions).map(([library, version]) => `${library} ${version}`);
  const where = found.worstRow === undefined ? '' : ` (row ${found.worstRow})`;
  return [
    `${name}.${method}, native against ${libraries.join(', ')}\n`,
    `rows compared        ${found.rows}\n`,
    ...(found.problem === undefined ? [] : [`shapes differ        ${found.problem}\n`]),
    `largest difference   ${found.largestDifference}${where}\n`,
    `label disagreements  ${found.labelDisagreements}\n`,
    `rows that disagree   ${found.rowsOutside} (tolerance ${tolerance}, absolute and relative)\n`,
    found.rowsOutside === 0 ? 'the same\n' : 'NOT the same\n',
  ].join('');
}
