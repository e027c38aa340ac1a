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

/** What a person sees when the service is up: where it listens and the line to try it with. */
export function formatBanner(facts: BannerFacts, paint: Paint): string {
  const { bold, dim, cyan } = paint;
  const rest = `http://${reachableHost(facts.host)}:${facts.httpPort}`;
  const line = (label: string, address: string, note = ''): string =>
    `  ${label.padEnd(9)} ${cyan(address)}${note === '' ? '' : `   ${dim(note)}`}\n`;
  const example = '{"data": {"ndarray": [[1, 2]]}}';
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

/** An address that can be typed into a client on this machine. */
export function reachableHost(host: string): string {
  if (host === '0.0.0.0') return '127.0.0.1';
  if (host === '::') return '[::1]';
  return host.includes(':') ? `[${host}]` : host;
}
