import type { CliIo } from './cli-io.ts';
import { createPaint } from './paint.ts';
import { COMMANDS } from './registry.ts';

/** The help of the program itself: what it does, its commands, an example of each. */
export function formatHelp(io: CliIo): string {
  const { bold, cyan } = createPaint(io);
  const name = io.programName;
  const width = Math.max(...Object.keys(COMMANDS).map((command) => command.length));
  const commands = Object.entries(COMMANDS).map(
    ([command, entry]) => `  ${cyan(command.padEnd(width))}  ${entry.summary}\n`,
  );
  return [
    `Turns a trained model into a production REST and gRPC service.\n\n`,
    `${bold('Usage:')} ${name} <command> [options]\n\n`,
    `${bold('Commands:')}\n`,
    ...commands,
    `\n${bold('Options:')}\n  ${cyan('-h, --help')}     show this help; ${name} help <command> shows that of a command\n`,
    `  ${cyan('-V, --version')}  show the version\n`,
    `\n${bold('Examples:')}\n`,
    `  # the class ClusterModel of src/prediction_service.py, then http://127.0.0.1:9000/api/v1.0/doc/\n`,
    `  ${name} microservice src.prediction_service.ClusterModel --service-type MODEL\n`,
    `  # a TypeScript class\n`,
    `  ${name} microservice ./my-model.ts\n`,
    `  # a model file: scikit-learn, XGBoost, LightGBM, ONNX, MLflow; then every model of a folder\n`,
    `  ${name} serve model.joblib\n`,
    `  ${name} serve --repository models/\n`,
    `  # the YAML of a cluster, on this machine\n`,
    `  ${name} up -f iris.yaml\n`,
  ].join('');
}
