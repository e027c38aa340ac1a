import type { Log } from '../../base/index.ts';
import type { PredictiveUnit } from '../../deployment/index.ts';
import type { LogMessage, Message, NodeLog, Run } from '../../graph/index.ts';
import { type LogEvent, openHttpSink, openRequestLog, type RequestLog } from '../../observe/index.ts';
import { plainBytes } from './codecs/plain-bytes.ts';
import type { PredictorOptions } from './predictor-options.ts';

/** The request logs of a graph: one per URL that its nodes name. */
export interface NodeLogs {
  of(unit: PredictiveUnit): NodeLog | undefined;
  /** Events say that they come from here. */
  setSource(source: string): void;
  close(signal?: AbortSignal): Promise<void>;
}

/** Opens what the nodes' `logger` fields ask for. A node without a URL logs to `requestLogUrl`. */
export function openNodeLogs(options: PredictorOptions, log: Log): NodeLogs {
  const logs = new Map<string, RequestLog>();
  let source = options.eventSource ?? '';
  const open = (url: string): RequestLog => {
    let opened = logs.get(url);
    if (opened === undefined) {
      opened = openRequestLog({ sink: openHttpSink(url), log, ...options.requestLog });
      logs.set(url, opened);
    }
    return opened;
  };
  const writer = (kind: LogEvent['kind'], unit: PredictiveUnit, into: RequestLog): LogMessage => {
    const common = {
      kind,
      modelId: unit.name,
      deploymentName: options.deploymentName,
      namespace: options.namespace,
      predictorName: options.predictor.name,
      protocol: options.protocolName ?? options.protocol ?? 'seldon',
    };
    return (message, run) => into.push({ ...common, ...describe(message, run), source });
  };
  return {
    of(unit) {
      const { mode, url = options.requestLogUrl } = unit.logger ?? {};
      if (mode !== 'request' && mode !== 'response' && mode !== 'all') return undefined;
      if (url === undefined || url === '') {
        log.warning(
          `node ${unit.name} has a logger without a URL, and there is no default (REQUEST_LOGGER_DEFAULT_ENDPOINT): nothing is logged`,
        );
        return undefined;
      }
      const into = open(url);
      const answers = mode !== 'request';
      return {
        request: mode === 'response' ? undefined : writer('request', unit, into),
        response: answers ? writer('response', unit, into) : undefined,
        feedback: answers ? writer('feedback', unit, into) : undefined,
      };
    },
    setSource(url) {
      source = options.eventSource ?? url;
    },
    async close(signal) {
      await Promise.all([...logs.values()].map((one) => one.close(signal)));
    },
  };
}

/** What is known of a message before it is written: a graph's values become bytes when the event is sent. */
function describe(message: Message, { puid }: Run): Pick<LogEvent, 'requestId' | 'time' | 'contentType' | 'body'> {
  const { encoding } = message.codec;
  const contentType =
    encoding === 'protobuf'
      ? 'application/protobuf'
      : message.isAnswer
        ? 'application/json'
        : message.wire().contentType;
  return { requestId: puid, time: new Date(), contentType, body: () => plainBytes(message.wire()) };
}
