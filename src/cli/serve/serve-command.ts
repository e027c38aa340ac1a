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
  {
    name: 'server',
    kind: 'text',
    fallback: undefined,
    group: 'Model',
    help: 'prepackaged server that opens the model: SKLEARN_SERVER, MLFLOW_SERVER, ..., or one of the file of servers',
  },
  {
    name: 'model-uri',
    kind: 'text',
    fallback: undefined,
    group: 'Model',
    help: 'where the server finds its model: gs://, s3://, https://, ..., or a path (else the parameter model_uri)',
  },
  {
    name: 'protocol',
    kind: 'choice',
    fallback: 'seldon',
    choices: ['seldon', 'v2', 'kfserving', 'tensorflow'],
    group: 'Model',
    help: "the protocol whose defaults the server takes, as a deployment's; every protocol is answered",
  },
  {
    name: 'servers',
    kind: 'text',
    fallback: undefined,
    variable: 'RADIANT_SERVERS',
    group: 'Model',
    help: 'YAML file that registers servers by name, each with the class that it is',
  },
] as const satisfies readonly OptionSpec[];

const CLASS_OPTIONS: readonly string[] = ['service-type'];

/** `radiant serve` as its help tells it: the doors, limits and logs are those of `radiant microservice`. */
export const SERVE_COMMAND: CommandSpec = {
  name: 'serve',
  argument: 'model',
  description:
    'Serves a model file over REST and gRPC, without a class: scikit-learn (joblib, pickle, skops), XGBoost (JSON, UBJSON), ' +
    'LightGBM (text), ONNX, or an MLflow folder. A URI (s3://, gs://, oci://, https://, ...) is downloaded first. ' +
    'The file is read without running anything in it.',
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
    ['a model in a bucket', 's3://bucket/models/iris'],
    ['labels instead of probabilities', 'model.joblib --method predict'],
    ['a prepackaged server with a model in a bucket', '--server SKLEARN_SERVER --model-uri gs://bucket/iris'],
    ['an XGBoost model on all cores', 'model.ubj --workers auto'],
  ]
    .map(([what, line]) => `  # ${what}\n  ${prefix} ${line}\n`)
    .join('');
}
