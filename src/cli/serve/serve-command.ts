import type { CommandSpec } from '../microservice/command-spec.ts';
import type { OptionSpec } from '../microservice/option.ts';
import { MICROSERVICE_OPTIONS } from '../microservice/options.table.ts';

/** The options that only a model file has. */
export const MODEL_OPTIONS = [
  {
    name: 'method',
    kind: 'text',
    fallback: undefined,
    group: 'Model',
    help: 'method of the model that answers: predict, predict_proba, transform, ... (the best that it has when absent)',
  },
  {
    name: 'runtime',
    kind: 'choice',
    fallback: 'auto',
    choices: ['auto', 'native', 'python'],
    group: 'Model',
    help: "where the model runs; auto takes Python only for a known library's model that does not run natively",
  },
  {
    name: 'name',
    kind: 'text',
    fallback: undefined,
    group: 'Model',
    help: 'name of the model in its metadata and on the doc page (that of the file when absent)',
  },
] as const satisfies readonly OptionSpec[];

const CLASS_OPTIONS: readonly string[] = ['service-type', 'parameters'];

/** `radiant serve` as its help tells it: the doors, limits and logs are those of `radiant microservice`. */
export const SERVE_COMMAND: CommandSpec = {
  name: 'serve',
  argument: 'model',
  description:
    'Serves a model file over REST and gRPC, without a class: scikit-learn (joblib, pickle, skops), XGBoost (JSON, UBJSON), ' +
    'LightGBM (text), ONNX, or an MLflow folder. The file is read without running anything in it.',
  options: [
    ...MODEL_OPTIONS,
    ...(MICROSERVICE_OPTIONS as readonly OptionSpec[]).filter(
      ({ name, noEffect }) => noEffect === undefined && !CLASS_OPTIONS.includes(name),
    ),
  ],
  formatExamples,
};

function formatExamples(prefix: string): string {
  return [
    ['a joblib file', 'model.joblib'],
    ['labels instead of probabilities', 'model.joblib --method predict'],
    ['an XGBoost model on all cores', 'model.ubj --workers auto'],
  ]
    .map(([what, line]) => `  # ${what}\n  ${prefix} ${line}\n`)
    .join('');
}
