import { type Environment, type LogLevel, RadiantError, readAnnotations } from '../../base/index.ts';
import type { PredictiveUnit } from '../../deployment/index.ts';
import { openStateStore, type RemoteNode, STATE_URL_VARIABLE, type WireProtocol } from '../../graph/index.ts';
import { openRemoteNode } from '../../hosts/remote/index.ts';
import { createLog } from '../../observe/index.ts';
import { type NodeSurroundings, openPredictorServer } from '../../server/index.ts';
import type { CliIo } from '../cli-io.ts';
import { EXIT_CODES } from '../exit-codes.table.ts';
import { limitYoungGeneration } from '../microservice/limit-young-generation.ts';
import { runParsed } from '../run-parsed.ts';
import { watchEnd } from '../watch-end.ts';
import {
  addExecutorOptions,
  type ExecutorOptions,
  type ExecutorWords,
  readExecutorOptions,
} from './executor-options.ts';
import { readPredictor } from './read-predictor.ts';

/** `radiant executor`: serves a predictor's graph in front of nodes in other processes, as Seldon's executor does. Gives the exit code. */
export async function runExecutor(args: readonly string[], io: CliIo): Promise<number> {
  return await runParsed(
    args,
    io,
    (command) =>
      addExecutorOptions(
        command
          .name('executor')
          .description(
            "Serves one predictor's graph over REST and gRPC; its nodes are where their endpoints say. Takes the options and variables of Seldon's executor.",
          ),
      ).addHelpText(
        'after',
        `\nExamples:\n  ${io.programName} executor --sdep iris --namespace default --predictor main --file iris.yaml\n` +
          `  ENGINE_PREDICTOR=... ${io.programName} executor --sdep iris --namespace default --predictor main --http_port 8000`,
      ),
    (_words, words) => serve(readExecutorOptions(words as unknown as ExecutorWords), io),
  );
}

async function serve(options: ExecutorOptions, io: CliIo): Promise<number> {
  const { environment } = io;
  const log = createLog({
    level: options.logLevel ?? readLevel(environment),
    format: 'human',
    stream: { write: (line) => io.writeErr(line), isTTY: io.colour },
  });
  const { predictor, protocol: written } = await readPredictor(options.file, options.predictor, environment);
  const { restTimeoutMs, grpcTimeoutMs, maxMessageBytes, problems } = await readAnnotations();
  for (const problem of problems) log.warning(problem);
  const protocolName = options.protocol ?? written ?? 'seldon';
  const protocol: WireProtocol = protocolName === 'kfserving' ? 'v2' : protocolName;
  const signals = watchEnd(log);
  const statePlace = environment[STATE_URL_VARIABLE] || options.stateFolder;
  const stateScope = `${options.namespace}/${options.deployment}`;
  const state = statePlace === undefined ? undefined : await openStateStore(statePlace, log, stateScope);
  limitYoungGeneration();
  const server = await openPredictorServer({
    predictor,
    deploymentName: options.deployment,
    namespace: options.namespace,
    protocol,
    protocolName,
    resolve: (unit, around) => openNode(unit, protocol, maxMessageBytes, around),
    log,
    host: options.host,
    httpPort: options.httpPort,
    grpcPort: options.grpcPort,
    fullHealthChecks: options.fullHealthChecks,
    metricsPath: options.metricsPath,
    requestLog: { workers: options.logWorkers, queueSize: options.logQueueSize },
    ...(state === undefined ? {} : { state }),
    timeoutMs: restTimeoutMs,
    grpcTimeoutMs,
    maxMessageBytes,
    ...(options.hostname === undefined ? {} : { eventSource: `http://${options.hostname}:${options.httpPort}/` }),
    ...readEnvironmentOptions(environment),
  });
  log.info(
    `predictor ${predictor.name} of ${options.deployment}: REST on port ${server.httpPort}, gRPC on port ${server.grpcPort}`,
  );
  await signals.first;
  server.drain();
  await new Promise((resolve) => setTimeout(resolve, options.shutdownDelayMs));
  await server.close(AbortSignal.timeout(options.graceMs));
  await state?.close();
  signals.stop();
  return EXIT_CODES.ok;
}

/** What the operator and users set by variables. */
function readEnvironmentOptions(environment: Environment): {
  readonly allowOrigin?: string;
  readonly allowHeaders?: string;
  readonly injectRouting?: boolean;
  readonly requestLogUrl?: string;
} {
  const { CORS_ALLOWED_ORIGINS: allowOrigin, CORS_ALLOWED_HEADERS: allowHeaders } = environment;
  const requestLogUrl = environment.REQUEST_LOGGER_DEFAULT_ENDPOINT;
  return {
    ...(allowOrigin ? { allowOrigin } : {}),
    ...(allowHeaders ? { allowHeaders } : {}),
    ...(environment.SELDON_ENABLE_ROUTING_INJECTION ? { injectRouting: true } : {}),
    ...(requestLogUrl ? { requestLogUrl } : {}),
  };
}

function readLevel({ SELDON_LOG_LEVEL: level }: Environment): LogLevel {
  return level === 'DEBUG' || level === 'WARNING' || level === 'ERROR' ? level : 'INFO';
}

/** A node where its endpoint says. */
function openNode(
  unit: PredictiveUnit,
  protocol: WireProtocol,
  maxMessageBytes: number | undefined,
  { observe }: NodeSurroundings,
): RemoteNode {
  const { service_host: host, service_port: port, httpPort, grpcPort, type } = unit.endpoint ?? {};
  const http = httpPort ?? (type === 'GRPC' ? undefined : port);
  const grpc = grpcPort ?? (type === 'GRPC' ? port : undefined);
  if (host === undefined || host === '' || (http === undefined && grpc === undefined)) {
    throw new RadiantError(
      'INVALID_ARGUMENT',
      `graph: node ${unit.name} has no endpoint; give it {"service_host": ..., "httpPort": ..., "grpcPort": ...}`,
      { reason: 'BAD_GRAPH' },
    );
  }
  return openRemoteNode({
    name: unit.name,
    protocol,
    rest: http === undefined ? undefined : { host, port: http },
    grpc: grpc === undefined ? undefined : { host, port: grpc },
    maxMessageBytes,
    observe,
  });
}
