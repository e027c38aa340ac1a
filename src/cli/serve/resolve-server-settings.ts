import { type Environment, RadiantError } from '../../base/index.ts';
import type { ParsedArguments } from '../microservice/parse-arguments.ts';
import type { OptionReadings } from '../microservice/read-options.ts';
import { readParameters } from '../microservice/read-parameters.ts';
import { resolveServing } from '../microservice/resolve-serving.ts';
import type { MicroserviceSettings } from '../microservice/settings.ts';
import { SERVE_COMMAND } from './serve-command.ts';

/** Decides everything about serving by a prepackaged server. Throws a RadiantError whose reason tells the exit code. */
export async function resolveServerSettings(
  { interfaceName }: ParsedArguments,
  readings: OptionReadings,
  server: string,
  environment: Environment,
): Promise<MicroserviceSettings> {
  const { options } = SERVE_COMMAND;
  const text = (name: string): string | undefined => {
    const value = readings.get(name)?.value;
    return value === undefined || value === '' ? undefined : String(value);
  };
  const common = await resolveServing(readings, options, environment);
  const given = readParameters(
    text('parameters') ?? '[]',
    `${readings.get('parameters')?.source ?? '--parameters'} of ${server}`,
  );
  const inParameters = given.find(({ name }) => name === 'model_uri')?.value;
  const uris = [interfaceName, text('model-uri')].filter((uri) => uri !== undefined);
  if (uris.length > 1) {
    throw new RadiantError(
      'INVALID_ARGUMENT',
      `the model is named twice: ${uris.join(' and ')}; give --model-uri alone`,
      {
        reason: 'USAGE',
      },
    );
  }
  const protocol = text('protocol');
  return {
    ...common,
    target: {
      language: 'server',
      server,
      modelUri: uris[0] ?? (inParameters === undefined ? undefined : String(inParameters)),
      name: text('name') ?? common.unit.unitId ?? 'model',
      protocol: protocol === 'kfserving' ? 'v2' : (protocol as 'seldon' | 'v2' | 'tensorflow'),
      serversFile: text('servers'),
    },
    interfaceName: server,
    serviceType: 'MODEL',
    parameters: addOptions(given, text('method'), text('runtime')),
  };
}

/** --method and --runtime are parameters of the server, which win over those of the same name. */
function addOptions(
  given: MicroserviceSettings['parameters'],
  method: string | undefined,
  runtime: string | undefined,
): MicroserviceSettings['parameters'] {
  const byOption = new Map<string, string>();
  if (method !== undefined) byOption.set('method', method);
  if (runtime !== undefined && runtime !== 'auto') byOption.set('runtime', runtime);
  const own = Array.from(byOption, ([name, value]) => ({ name, value, type: 'STRING' as const }));
  return [...given.filter(({ name }) => !byOption.has(name)), ...own];
}
