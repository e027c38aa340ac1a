import { RadiantError } from '../../base/index.ts';
import type { Component } from '../../payload/index.ts';
import type { ServerArgument, ServerRequest } from './server-request.ts';

/** Opens a class of a server in Python workers. `cwd` is where its modules are looked for. Throws as `openPythonComponent` does. */
export async function openPythonServer(
  { server, name, settings, surroundings }: ServerRequest,
  className: string,
  parameters: readonly ServerArgument[],
  cwd = surroundings.cwd,
): Promise<Component> {
  const { python, workers, timeoutMs, maxBatchSize, logLevel } = settings;
  const { environment: env, log, signal } = surroundings;
  const { openPythonComponent } = await import('../python/index.ts');
  const component = await openPythonComponent({
    className,
    cwd,
    python,
    parameters,
    workers,
    timeoutMs,
    maxBatchSize,
    env,
    log,
    logLevel,
    signal,
  }).catch((thrown: unknown) => {
    throw ofServer(thrown, `${server} ${name}`);
  });
  return Object.defineProperty(component, 'name', { value: name });
}

/** Users know the server that they asked for, and none of the classes that stand for it. */
function ofServer(thrown: unknown, server: string): unknown {
  if (!(thrown instanceof RadiantError)) return thrown;
  const { code, reason, message, cause = thrown } = thrown;
  const told = message.replace(/^load\(\) of radiant_worker\.\S+ failed: (\w+: )?/, `${server}: `);
  return told === message ? thrown : new RadiantError(code, told, { reason, cause });
}

/** Texts as arguments of a constructor; what is undefined is left to its default. */
export function textParameters(values: Readonly<Record<string, string | undefined>>): readonly ServerArgument[] {
  return Object.entries(values).flatMap(([name, value]) =>
    value === undefined ? [] : [{ name, type: 'STRING', value }],
  );
}
