import type { Log, UnitSettings } from '../base/index.ts';
import type { Metrics } from '../observe/index.ts';
import type { Component, JsonObject } from '../payload/index.ts';
import { makeExample } from '../protocols/seldon/index.ts';
import { DEFAULT_LIMITS, type Door, type Limits } from './door.ts';
import { openGrpcDoor } from './grpc/index.ts';
import type { Listen } from './listen.ts';
import { createSingleDirectory, type ModelDirectory } from './models/index.ts';
import { openMetricsDoor } from './rest/open-metrics-door.ts';
import { openRestDoor } from './rest/open-rest-door.ts';
import { openService } from './service/index.ts';

export interface ServerOptions {
  /** What is served. The server closes it when it closes. */
  readonly component: Component;
  /** The models that protocols with model names reach; the component alone when left out. The server does not close them. */
  readonly models?: ModelDirectory;
  readonly settings: UnitSettings;
  /** Where calls are counted. Stays open when the server closes. */
  readonly metrics: Metrics;
  readonly log: Log;
  readonly host: string;
  /** Binds the ports; in this process when left out. */
  readonly listen?: Listen;
  /** 0 takes any free port. */
  readonly httpPort: number;
  /** Undefined: no gRPC. */
  readonly grpcPort: number | undefined;
  /** Undefined: no metrics page in this process. */
  readonly metricsPort: number | undefined;
  /** The metrics page; that of this process alone when left out. */
  readonly renderMetrics?: () => string | Promise<string>;
  readonly limits?: Partial<Limits>;
  /** The largest gRPC message; `limits.maxBodyBytes` when left out. */
  readonly maxMessageBytes?: number;
  readonly accessLog?: boolean;
}

export interface RunningServer {
  /** The ports that are really bound. */
  readonly httpPort: number;
  readonly grpcPort: number | undefined;
  readonly metricsPort: number | undefined;
  /** A request that the component can answer, as the doc page shows it. */
  readonly example: JsonObject;
  isReady(): boolean;
  /** From now on the server says that it is not ready, but answers. */
  drain(): void;
  /**
   * Takes no new connections, lets requests in flight end, closes the component, then the metrics page.
   * When the signal fires what is left is cut. Calling it again gives the same promise.
   */
  close(signal?: AbortSignal): Promise<void>;
}

/** Opens every door to a component. Rejects, with nothing left open but the component, when a port cannot be bound. */
export async function openServer(options: ServerOptions): Promise<RunningServer> {
  const { component, settings, metrics, log, host, listen } = options;
  const service = openService({ component, settings, metrics, log });
  const limits: Limits = { ...DEFAULT_LIMITS, ...options.limits };
  const models = options.models ?? createSingleDirectory(service, settings.unitId ?? component.name);
  const common = { service, models, host, listen, limits, log, accessLog: options.accessLog ?? false };
  const grpcLimits = { ...limits, maxBodyBytes: options.maxMessageBytes ?? limits.maxBodyBytes };
  const opened: Door[] = [];
  const open = async (opening: Promise<Door>): Promise<Door> => {
    const door = await opening;
    opened.push(door);
    return door;
  };
  try {
    const rest = await open(openRestDoor({ ...common, port: options.httpPort }));
    const grpc =
      options.grpcPort === undefined
        ? undefined
        : await open(openGrpcDoor({ ...common, limits: grpcLimits, port: options.grpcPort }));
    const page = options.metricsPort === undefined ? undefined : await open(openMetricsPage(options, limits));
    let closing: Promise<void> | undefined;
    return {
      httpPort: rest.port,
      grpcPort: grpc?.port,
      metricsPort: page?.port,
      example: makeExample(service.metadata),
      isReady: () => service.isReady(),
      drain: () => service.drain(),
      close(signal) {
        service.drain();
        closing ??= closeAll([rest, grpc], component, page, signal);
        return closing;
      },
    };
  } catch (thrown) {
    await Promise.all(opened.map((door) => door.close(AbortSignal.abort())));
    throw thrown;
  }
}

function openMetricsPage(options: ServerOptions, limits: Limits): Promise<Door> {
  const { metrics, settings, log, host, listen } = options;
  const render = options.renderMetrics ?? metrics.render;
  return openMetricsDoor({
    host,
    port: options.metricsPort ?? 0,
    listen,
    limits,
    log,
    path: settings.metricsPath,
    render,
  });
}

/** Calls end before the component closes; the metrics page is there until the last call was counted. */
async function closeAll(
  doors: readonly (Door | undefined)[],
  component: Component,
  page: Door | undefined,
  signal: AbortSignal | undefined,
): Promise<void> {
  const results = await Promise.allSettled(doors.flatMap((door) => door?.close(signal) ?? []));
  results.push(...(await Promise.allSettled([component.close(signal)])));
  results.push(...(await Promise.allSettled(page === undefined ? [] : [page.close(signal)])));
  const failed = results.find((result) => result.status === 'rejected');
  if (failed !== undefined) throw failed.reason;
}
