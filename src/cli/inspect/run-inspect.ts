import { RadiantError } from '../../base/index.ts';
import { type ModelSource, readModelSource } from '../../hosts/native/index.ts';
import {
  findModelPath,
  type Inspection,
  inspectModel,
  type ModelSignature,
  readInside,
  readMlflowSignature,
} from '../../models/index.ts';
import type { CliIo } from '../cli-io.ts';
import { EXIT_CODES } from '../exit-codes.table.ts';
import { runParsed } from '../run-parsed.ts';
import { formatInspection } from './format-inspection.ts';
import { inspectionToJson } from './inspection-to-json.ts';

/** Reasons that make a file unfit for any runtime. */
const UNFIT: ReadonlySet<string> = new Set(['DANGEROUS_MODEL', 'MALFORMED_MODEL']);

/** `radiant inspect MODEL`: says what is in a model file and runs nothing of it. 1 when it is dangerous or malformed. */
export async function runInspect(args: readonly string[], io: CliIo): Promise<number> {
  return await runParsed(
    args,
    io,
    (command) =>
      command
        .name('inspect')
        .description(
          'Says what is in a model file or folder: format, estimators, versions, inputs, classes, methods, what needs Python, ' +
            'and whether it is safe. Runs nothing of it.',
        )
        .argument('<model>', 'a model file, or a folder such as MLflow writes')
        .option('--json', 'one JSON object instead of text')
        .addHelpText(
          'after',
          `\nExamples:\n  ${io.programName} inspect model.joblib\n  ${io.programName} inspect ./mlflow-model --json`,
        ),
    async ([path = ''], { json }) => {
      const source = await readModelSource(path);
      const { file, inspection } = await inspectSource(source);
      const signature = await readFolderSignature(source);
      const shown = file === undefined ? path : `${path.replace(/\/+$/, '')}/${file}`;
      io.writeOut(
        json === true
          ? `${JSON.stringify(inspectionToJson(shown, inspection, signature), undefined, 2)}\n`
          : formatInspection(shown, inspection, io, signature),
      );
      return UNFIT.has(inspection.problem?.reason ?? '') ? EXIT_CODES.startFailed : EXIT_CODES.ok;
    },
  );
}

async function inspectSource(source: ModelSource): Promise<{ file: string | undefined; inspection: Inspection }> {
  if (source.kind === 'file') return { file: undefined, inspection: await inspectModel(source.bytes) };
  try {
    const file = await findModelPath(source.folder);
    const inspection = await inspectModel(await readInside(source.folder, file, 'the model file'));
    return { file, inspection };
  } catch (thrown) {
    if (!(thrown instanceof RadiantError)) throw thrown;
    return { file: undefined, inspection: unreadable(thrown) };
  }
}

/** What an MLmodel says of the inputs and outputs; undefined where there is none that can be read, which the inspection says. */
async function readFolderSignature(source: ModelSource): Promise<ModelSignature | undefined> {
  if (source.kind === 'file' || !source.folder.names.includes('MLmodel')) return undefined;
  try {
    return readMlflowSignature(await source.folder.read('MLmodel'));
  } catch (thrown) {
    if (thrown instanceof RadiantError) return undefined;
    throw thrown;
  }
}

/** A folder whose model file cannot even be found. */
function unreadable({ reason, message }: RadiantError): Inspection {
  return {
    sizeBytes: 0,
    compression: 'none',
    format: undefined,
    estimator: undefined,
    name: undefined,
    versions: [],
    input: undefined,
    classes: undefined,
    methods: [],
    problem: { reason, message },
  };
}
