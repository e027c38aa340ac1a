import {
  ANNOTATIONS_PATH,
  type Annotations,
  type Environment,
  type LogLevel,
  RadiantError,
  readAnnotations,
  readUnitSettings,
} from '../../base/index.ts';
import { classifyInterface } from './classify-interface.ts';
import type { OptionSpec } from './option.ts';
import { MICROSERVICE_OPTIONS, type OptionName } from './options.table.ts';
import type { ParsedArguments } from './parse-arguments.ts';
import { type OptionReadings, readOptions } from './read-options.ts';
import { readParameters } from './read-parameters.ts';
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
  const readings = readOptions(image.given, environment);
  if (image.interfaceName === undefined) {
    throw new RadiantError(
      'INVALID_ARGUMENT',
      'interface_name is missing: give the class to serve, for example src.prediction_service.ClusterModel (or set MODEL_NAME)',
      { reason: 'USAGE' },
    );
  }
  const annotations = await readAnnotations(environment.RADIANT_ANNOTATIONS_PATH || ANNOTATIONS_PATH);
  const text = (name: OptionName): string => String(readings.get(name)?.value);
  const number = (name: OptionName): number => Number(readings.get(name)?.value);
  const optionalText = (name: OptionName) => (readings.get(name)?.value === undefined ? undefined : text(name));
  return {
    target: classifyInterface(image.interfaceName),
    interfaceName: image.interfaceName,
    serviceType: text('service-type'),
    parameters: readParameters(text('parameters'), readings.get('parameters')?.source ?? '--parameters'),
    python: optionalText('python'),
    host: text('host'),
    httpPort: number('http-port'),
    grpcPort: number('grpc-workers') === 0 ? undefined : number('grpc-port'),
    metricsPort: number('metrics-port'),
    workers: number('workers'),
    maxBatchSize: readings.get('max-batch-size')?.value === undefined ? undefined : number('max-batch-size'),
    ...resolveLimits(readings, annotations),
    gracePeriodMs: number('grace-period') * 1000,
    maxBodyBytes: number('max-body-size'),
    logLevel: resolveLogLevel(readings),
    logFormat: text('log-format') === 'json' ? 'json' : 'human',
    accessLog: readings.get('access-log')?.value === true,
    pidfile: optionalText('pidfile'),
    unit: readUnitSettings(environment),
    notes: [...image.notes, ...annotations.problems, ...listNoEffects(readings)],
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

/** An annotation counts where neither the option nor the variable was given. */
function resolveLimits(readings: OptionReadings, annotations: Annotations) {
  const timeout = readings.get('timeout');
  const size = readings.get('max-message-size');
  const timeoutMs = timeout?.source === undefined ? annotations.restTimeoutMs : undefined;
  const maxMessageBytes = size?.source === undefined ? annotations.maxMessageBytes : undefined;
  return {
    timeoutMs: timeoutMs ?? Number(timeout?.value) * 1000,
    maxMessageBytes: maxMessageBytes ?? Number(size?.value),
  };
}

function resolveLogLevel(readings: OptionReadings): LogLevel {
  const level = readings.get('log-level');
  const isDebug = readings.get('debug')?.value === true && level?.source === undefined;
  return isDebug ? 'DEBUG' : (String(level?.value) as LogLevel);
}

function listNoEffects(readings: OptionReadings): string[] {
  const specs: readonly OptionSpec[] = MICROSERVICE_OPTIONS;
  return specs.flatMap((spec) => {
    const reading = readings.get(spec.name as OptionName);
    const isSet = spec.noEffect !== undefined && reading?.source !== undefined && reading.value !== spec.fallback;
    return isSet ? [`${reading.source} has no effect: ${spec.noEffect}`] : [];
  });
}
