import { type Log, readUnitSettings, type UnitSettings } from '../../base/index.ts';
import { findContainer, type PredictiveUnit } from '../../deployment/index.ts';
import { type GraphNode, isRemote, openGraph } from '../../graph/index.ts';
import {
  createExecutorMetrics,
  createMetrics,
  type ExecutorMetrics,
  type Metrics,
  type MetricsIdentity,
  mergeSnapshots,
  renderMetrics,
} from '../../observe/index.ts';
import type { Component } from '../../payload/index.ts';
import { openService, type Service } from '../service/index.ts';
import { CODECS } from './codecs/codecs.table.ts';
import { openNodeLogs } from './node-logs.ts';
import { createNodeObserver } from './node-observer.ts';
import { openUnit } from './open-unit.ts';
import type { Predictor } from './predictor.ts';
import type { PredictorOptions } from './predictor-options.ts';
import { splitImage } from './split-image.ts';

/**
 * Plans the graph of a predictor and opens its nodes. Rejects as `openGraph` does, with nothing left open.
 */
export async function openPredictor(options: PredictorOptions): Promise<Predictor> {
  const { predictor, log } = options;
  const executorMetrics = createExecutorMetrics({
    deploymentName: options.deploymentName,
    predictorName: predictor.name,
    predictorVersion: predictor.annotations?.version ?? '',
  });
  const metrics = createMetrics(identityOf(options, {}));
  const services = new Map<string, Service>();
  const logs = openNodeLogs(options, log);
  const graph = await openGraph(predictor, {
    codecs: CODECS,
    log,
    logOf: logs.of,
    nodeTimeoutMs: options.nodeTimeoutMs,
    ...(options.random === undefined ? {} : { random: options.random }),
    ...(options.state === undefined ? {} : { state: options.state }),
    async resolve(unit): Promise<GraphNode> {
      const image = findContainer(predictor, unit.name)?.image;
      const observe = createNodeObserver(executorMetrics, { name: unit.name, ...splitImage(image) });
      const node = await options.resolve(unit, { observe, maxMessageBytes: options.maxMessageBytes });
      if (isRemote(node)) return node;
      const service = serve(node, unit, image, options, log);
      services.set(unit.name, service);
      return openUnit(service, executorMetrics, { name: unit.name, ...splitImage(image) });
    },
  });
  let draining = false;
  return {
    name: predictor.name,
    deploymentName: options.deploymentName,
    namespace: options.namespace,
    protocol: options.protocol ?? 'seldon',
    graph,
    services,
    runs: {
      injectRouting: options.injectRouting ?? graph.learns,
      timeoutMs: options.timeoutMs,
      grpcTimeoutMs: options.grpcTimeoutMs,
      maxMessageBytes: options.maxMessageBytes ?? Number.POSITIVE_INFINITY,
    },
    executorMetrics,
    countQuestion(name, path) {
      const identity = { name, ...splitImage(findContainer(predictor, name)?.image) };
      executorMetrics.client(identity, path, 'get').observe('200', 0);
    },
    metrics,
    log,
    setEventSource: logs.setSource,
    isReady: async (signal) =>
      !draining && (await graph.isReady(options.fullHealthChecks === true ? 'health' : 'connect', signal)),
    isDraining: () => draining,
    drain: () => {
      draining = true;
    },
    renderMetrics: () => renderAll(metrics, services, executorMetrics),
    async close(signal) {
      await graph.close(signal);
      await logs.close(signal);
      metrics.close();
      for (const service of services.values()) service.metrics.close();
    },
  };
}

function serve(
  component: Component,
  unit: PredictiveUnit,
  image: string | undefined,
  options: PredictorOptions,
  log: Log,
): Service {
  const settings: UnitSettings = {
    ...readUnitSettings({}),
    ...options.settingsOf?.(unit),
    unitId: unit.name,
    image,
    predictorId: options.predictor.name,
    deploymentId: options.deploymentName,
  };
  const { image: modelImage, version } = splitImage(image);
  const own = { modelName: unit.name, ...(image === undefined ? {} : { modelImage, modelVersion: version }) };
  const metrics = createMetrics(identityOf(options, own), { process: false });
  return openService({ component, settings, metrics, log });
}

function identityOf(options: PredictorOptions, node: Partial<MetricsIdentity>): MetricsIdentity {
  const { predictor, deploymentName } = options;
  const version = predictor.labels?.version;
  return {
    deploymentName,
    predictorName: predictor.name,
    ...(version === undefined ? {} : { predictorVersion: version }),
    ...node,
  };
}

function renderAll(metrics: Metrics, services: ReadonlyMap<string, Service>, executor: ExecutorMetrics): string {
  const own = metrics.snapshot();
  const all = [own, ...[...services.values()].map((service) => service.metrics.snapshot())];
  return executor.render() + renderMetrics(mergeSnapshots(own.workerId, all));
}
