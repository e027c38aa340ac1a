import { basename } from 'node:path';
import { type Environment, RadiantError } from '../../base/index.ts';
import type { ModelRuntime } from '../../hosts/model-file/index.ts';
import type { ParsedArguments } from '../microservice/parse-arguments.ts';
import { readOptions } from '../microservice/read-options.ts';
import { resolveServing } from '../microservice/resolve-serving.ts';
import type { MicroserviceSettings } from '../microservice/settings.ts';
import { resolveServerSettings } from './resolve-server-settings.ts';
import { SERVE_COMMAND } from './serve-command.ts';

/** Decides everything about serving a model file. Throws a RadiantError whose reason tells the exit code. */
export async function resolveServeSettings(
  parsed: ParsedArguments,
  environment: Environment,
): Promise<MicroserviceSettings> {
  const { options } = SERVE_COMMAND;
  const readings = readOptions(options, parsed.given, environment);
  const server = readings.get('server')?.value;
  if (server !== undefined) return await resolveServerSettings(parsed, readings, String(server), environment);
  const path = parsed.interfaceName;
  if (path === undefined) {
    throw new RadiantError(
      'INVALID_ARGUMENT',
      'model is missing: give the file or folder to serve, for example model.joblib',
      { reason: 'USAGE' },
    );
  }
  const optionalText = (name: string): string | undefined => {
    const value = readings.get(name)?.value;
    return value === undefined || value === '' ? undefined : String(value);
  };
  return {
    ...(await resolveServing(readings, options, environment)),
    target: {
      language: 'model',
      path,
      name: optionalText('name') ?? nameOf(path),
      method: optionalText('method'),
      runtime: optionalText('runtime') as ModelRuntime,
    },
    interfaceName: await withoutSecrets(path),
    serviceType: 'MODEL',
    parameters: [],
  };
}

const URI = /^[a-z][a-z0-9+.-]*:/i;

async function withoutSecrets(path: string): Promise<string> {
  if (!URI.test(path)) return path;
  const { redactUri } = await import('../../storage/index.ts');
  return redactUri(path);
}

/** `models/iris.joblib.gz` is `iris`, and so is `oci://registry/models/iris:v1`. */
function nameOf(path: string): string {
  const isUri = URI.test(path);
  const base = isUri ? basename(path.replace(/[?#].*$/, '')).replace(/(?<=.)[:@].*$/, '') : basename(path);
  return base.replace(/(\.[A-Za-z][A-Za-z0-9]*){1,2}$/, '') || base;
}
