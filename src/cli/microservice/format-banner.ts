import { formatJson, type JsonObject } from '../../payload/index.ts';
import type { Paint } from '../paint.ts';

export interface BannerFacts {
  readonly version: string;
  readonly interfaceName: string;
  readonly serviceType: string;
  readonly host: string;
  readonly httpPort: number;
  /** Undefined: gRPC is off. */
  readonly grpcPort: number | undefined;
  readonly metricsPort: number;
  readonly metricsPath: string;
  readonly workers: number;
  readonly logLevel: string;
}

/** Longer lines are no help to anybody. */
const MAX_EXAMPLE = 300;
const PLAIN_EXAMPLE = '{"data": {"ndarray": [[1, 2]]}}';

/** What a person sees when the service is up: where it listens and the line to try it with. */
export function formatBanner(facts: BannerFacts, paint: Paint, request?: JsonObject): string {
  const { bold, dim, cyan } = paint;
  const rest = `http://${reachableHost(facts.host)}:${facts.httpPort}`;
  const line = (label: string, address: string, note = ''): string =>
    `  ${label.padEnd(9)} ${cyan(address)}${note === '' ? '' : `   ${dim(note)}`}\n`;
  const example = formatExample(request);
  return [
    `\n${bold(`Radiant ${facts.version}`)} serves ${bold(facts.interfaceName)} as ${facts.serviceType}`,
    `${facts.workers === 1 ? '' : ` with ${facts.workers} workers`}\n\n`,
    line('REST', `${rest}/api/v1.0/predictions`),
    line('doc page', `${rest}/api/v1.0/doc/`, 'open it and try it out'),
    facts.grpcPort === undefined
      ? `  ${'gRPC'.padEnd(9)} off\n`
      : line('gRPC', `${reachableHost(facts.host)}:${facts.grpcPort}`),
    line(
      'metrics',
      `http://${reachableHost(facts.host)}:${facts.metricsPort}${facts.metricsPath}`,
      'for Prometheus to scrape',
    ),
    `\n  curl -s ${rest}/api/v1.0/predictions -H 'Content-Type: application/json' -d '${example}'\n`,
    `\n  ${dim(`log level ${facts.logLevel}; Ctrl-C ends it`)}\n\n`,
  ].join('');
}

/** The request as a word of a shell; the plain one where it is long or has a quote in it. */
export function formatExample(request: JsonObject | undefined): string {
  if (request === undefined) return PLAIN_EXAMPLE;
  const text = formatJson(request);
  return text.length > MAX_EXAMPLE || text.includes("'") ? PLAIN_EXAMPLE : text;
}

/** An address that can be typed into a client on this machine. */
export function reachableHost(host: string): string {
  if (host === '0.0.0.0') return '127.0.0.1';
  if (host === '::') return '[::1]';
  return host.includes(':') ? `[${host}]` : host;
}
