import type { ClientRequest, IncomingMessage } from 'node:http';
import { RadiantError } from '../../base/index.ts';
import { EVENT_TYPES, type LogEvent } from './log-event.ts';
import type { LogSink } from './request-log.ts';

const MAX_SOCKETS = 10;

/**
 * Posts events to a URL as CloudEvents 1.0 in binary mode: the message is the body, all else stands in headers.
 * Source: CloudEvents HTTP Protocol Binding 1.0.2. Throws INVALID_ARGUMENT when the URL is none of http or https.
 */
export function openHttpSink(url: string): LogSink {
  const target = parseUrl(url);
  // As a module of its own, node:http would load its WebSocket too, in every process that has a log.
  const client =
    target.protocol === 'https:' ? process.getBuiltinModule('node:https') : process.getBuiltinModule('node:http');
  const agent = new client.Agent({ keepAlive: true, maxSockets: MAX_SOCKETS });
  return {
    write(event, signal) {
      const body = event.body();
      return new Promise((resolve, reject) => {
        const request: ClientRequest = client.request(target, {
          method: 'POST',
          agent,
          signal,
          headers: eventHeaders(event, body.length),
        });
        request.on('response', (response) => settle(response, target, resolve, reject));
        request.on('error', reject);
        request.end(body);
      });
    },
    close: async () => agent.destroy(),
  };
}

function settle(response: IncomingMessage, { host }: URL, resolve: () => void, reject: (cause: Error) => void): void {
  const { statusCode = 0 } = response;
  response.resume();
  response.on('error', reject);
  response.on('end', () => {
    if (statusCode < 300) resolve();
    else
      reject(
        new RadiantError('UNAVAILABLE', `${host} answered an event with status ${statusCode}`, {
          reason: 'SINK_REFUSED',
        }),
      );
  });
}

function eventHeaders(event: LogEvent, sizeBytes: number): Record<string, string> {
  return {
    'ce-specversion': '1.0',
    'ce-id': crypto.randomUUID(),
    'ce-time': event.time.toISOString(),
    'ce-type': EVENT_TYPES[event.kind],
    'ce-source': event.source,
    'ce-requestid': headerText(event.requestId),
    'ce-modelid': headerText(event.modelId),
    'ce-inferenceservicename': headerText(event.deploymentName),
    'ce-namespace': headerText(event.namespace),
    'ce-endpoint': headerText(event.predictorName),
    'ce-protocol': event.protocol,
    'ce-traceparent': `00-${randomHex(16)}-${randomHex(8)}-00`,
    ...(event.contentType === undefined ? {} : { 'content-type': headerText(event.contentType) }),
    'content-length': String(sizeBytes),
  };
}

/** What a header cannot hold is percent-encoded, as the binding says. */
function headerText(text: string): string {
  return text.replace(/[^\x20-\x7e]/gu, (character) => encodeURIComponent(character));
}

function parseUrl(url: string): URL {
  const target = URL.canParse(url) ? new URL(url) : undefined;
  if (target !== undefined && (target.protocol === 'http:' || target.protocol === 'https:')) return target;
  throw new RadiantError(
    'INVALID_ARGUMENT',
    `logger.url must be an http or https URL such as http://logger:8080/, not ${JSON.stringify(url.slice(0, 80))}`,
    {
      reason: 'BAD_LOGGER_URL',
    },
  );
}

function randomHex(bytes: number): string {
  return Buffer.from(crypto.getRandomValues(new Uint8Array(bytes))).toString('hex');
}
