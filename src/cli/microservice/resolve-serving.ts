import {
  ANNOTATIONS_PATH,
  type Annotations,
  type Environment,
  type LogLevel,
  readAnnotations,
  readUnitSettings,
} from '../../base/index.ts';
import type { OptionSpec } from './option.ts';
import type { OptionReadings } from './read-options.ts';
import type { MicroserviceSettings } from './settings.ts';

/** What is decided alike for everything that is served: doors, workers, limits and logs. */
export type ServingSettings = Omit<MicroserviceSettings, 'target' | 'interfaceName' | 'serviceType' | 'parameters'>;

/** Decides about doors, workers, limits and logs from the options and the pod's annotations. Throws BAD_ENVIRONMENT. */
export async function resolveServing(
  readings: OptionReadings,
  options: readonly OptionSpec[],
  environment: Environment,
): Promise<ServingSettings> {
  const annotations = await readAnnotations(environment.RADIANT_ANNOTATIONS_PATH || ANNOTATIONS_PATH);
  const text = (name: string): string => String(readings.get(name)?.value);
  const number = (name: string): number => Number(readings.get(name)?.value);
  const optionalText = (name: string) => (readings.get(name)?.value === undefined ? undefined : text(name));
  return {
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
    notes: [...annotations.problems, ...listNoEffects(readings, options)],
  };
}

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

function listNoEffects(readings: OptionReadings, options: readonly OptionSpec[]): string[] {
  return options.flatMap((spec) => {
    const reading = readings.get(spec.name);
    const isSet = spec.noEffect !== undefined && reading?.source !== undefined && reading.value !== spec.fallback;
    return isSet ? [`${reading.source} has no effect: ${spec.noEffect}`] : [];
  });
}
