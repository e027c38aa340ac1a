import type { Component } from '../../payload/index.ts';
import type { ServerArgument, ServerRequest } from './server-request.ts';

/** Opens a class of a server in Python workers. `cwd` is where its modules are looked for. Throws as `openPythonComponent` does. */
export async function openPythonServer(
  { name, settings, surroundings }: ServerRequest,
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
  });
  return Object.defineProperty(component, 'name', { value: name });
}

/** Texts as arguments of a constructor; what is undefined is left to its default. */
export function textParameters(values: Readonly<Record<string, string | undefined>>): readonly ServerArgument[] {
  return Object.entries(values).flatMap(([name, value]) =>
    value === undefined ? [] : [{ name, type: 'STRING', value }],
  );
}
