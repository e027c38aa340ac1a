import type { CommandSpec } from './command-spec.ts';
import { formatExamples } from './format-examples.ts';
import { MICROSERVICE_OPTIONS } from './options.table.ts';

/** `radiant microservice` as its help tells it. */
export const MICROSERVICE_COMMAND: CommandSpec = {
  name: 'microservice',
  argument: 'interface_name',
  description:
    'Serves one class over REST and gRPC. interface_name is a Python class (Module or package.module.Class, found from the ' +
    'current folder) or a JavaScript or TypeScript file (./model.ts, or ./model.ts#ExportName).',
  options: MICROSERVICE_OPTIONS,
  formatExamples,
};
