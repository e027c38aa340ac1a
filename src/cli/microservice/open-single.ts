import { createMetrics, type Metrics } from '../../observe/index.ts';
import { openServer, type RunningServer, type ServerOptions } from '../../server/open-server.ts';
import { identifyMetrics } from './identify-metrics.ts';
import { limitYoungGeneration } from './limit-young-generation.ts';
import { type ComponentSurroundings, openComponent } from './open-component.ts';
import type { Serving } from './serving.ts';
import type { MicroserviceSettings } from './settings.ts';

/** Serves from this process (a Python class still runs in worker processes). */
export async function openSingle(
  settings: MicroserviceSettings,
  surroundings: ComponentSurroundings,
): Promise<Serving> {
  const metrics = createMetrics(identifyMetrics(settings.unit));
  const server = await openDoors(settings, surroundings, metrics, { metricsPort: settings.metricsPort });
  return {
    httpPort: server.httpPort,
    grpcPort: server.grpcPort,
    metricsPort: server.metricsPort ?? settings.metricsPort,
    example: server.example,
    close: (signal) => server.close(signal).finally(() => metrics.close()),
  };
}

/** Opens the class and the doors to it; closes what it opened when one of them fails. */
export async function openDoors(
  settings: MicroserviceSettings,
  surroundings: ComponentSurroundings,
  metrics: Metrics,
  place: Pick<ServerOptions, 'metricsPort' | 'listen'>,
): Promise<RunningServer> {
  if (settings.target.language === 'model') limitYoungGeneration();
  const component = await openComponent(settings, surroundings);
  try {
    return await openServer({
      ...place,
      component,
      settings: settings.unit,
      metrics,
      log: surroundings.log,
      host: settings.host,
      httpPort: settings.httpPort,
      grpcPort: settings.grpcPort,
      limits: { maxBodyBytes: settings.maxBodyBytes },
      maxMessageBytes: settings.maxMessageBytes,
      accessLog: settings.accessLog,
    });
  } catch (thrown) {
    await component.close(AbortSignal.abort());
    throw thrown;
  }
}
