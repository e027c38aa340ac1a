import { type Environment, RadiantError } from '../../base/index.ts';
import { classifyInterface } from './classify-interface.ts';
import { MICROSERVICE_OPTIONS } from './options.table.ts';
import type { ParsedArguments } from './parse-arguments.ts';
import { readOptions } from './read-options.ts';
import { readParameters } from './read-parameters.ts';
import { resolveServing } from './resolve-serving.ts';
import type { MicroserviceSettings } from './settings.ts';

/**
 * Decides everything about the start from the command line, the variables and the pod's annotations.
 * Throws a RadiantError whose reason tells the exit code (USAGE or a failed start).
 */
export async function resolveSettings(
  parsed: ParsedArguments,
  environment: Environment,
): Promise<MicroserviceSettings> {
  const image = readImageVariables(parsed, environment);
  const readings = readOptions(MICROSERVICE_OPTIONS, image.given, environment);
  if (image.interfaceName === undefined) {
    throw new RadiantError(
      'INVALID_ARGUMENT',
      'interface_name is missing: give the class to serve, for example src.prediction_service.ClusterModel (or set MODEL_NAME)',
      { reason: 'USAGE' },
    );
  }
  const common = await resolveServing(readings, MICROSERVICE_OPTIONS, environment);
  return {
    ...common,
    target: classifyInterface(image.interfaceName),
    interfaceName: image.interfaceName,
    serviceType: String(readings.get('service-type')?.value),
    parameters: readParameters(
      String(readings.get('parameters')?.value),
      readings.get('parameters')?.source ?? '--parameters',
    ),
    notes: [...image.notes, ...common.notes],
  };
}

interface ImageVariables {
  readonly interfaceName: string | undefined;
  readonly given: ReadonlyMap<string, string | true>;
  readonly notes: readonly string[];
}

/** An image starts without an interface name and says by variables what it serves. */
function readImageVariables(parsed: ParsedArguments, environment: Environment): ImageVariables {
  const name = environment.MODEL_NAME?.trim();
  if (parsed.interfaceName !== undefined || !name) {
    return { interfaceName: parsed.interfaceName, given: parsed.given, notes: [] };
  }
  const given = new Map(parsed.given);
  const serviceType = environment.SERVICE_TYPE?.trim();
  if (serviceType && !given.has('service-type')) given.set('service-type', serviceType);
  const notes = ['API_TYPE', 'PERSISTENCE']
    .filter((variable) => environment[variable])
    .map((variable) => `${variable}=${environment[variable]} has no effect: ${IMAGE_NOTES[variable]}`);
  return { interfaceName: name, given, notes };
}

const IMAGE_NOTES: Readonly<Record<string, string>> = {
  API_TYPE: 'REST and gRPC are both served',
  PERSISTENCE: 'a model is not saved',
};
