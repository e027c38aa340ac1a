import { execFile } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Load } from './contender.ts';

const run = promisify(execFile);
const LOAD_CORE = '1';

/** REST load by wrk (Debian's package `wrk`), on the other core. */
export async function loadRest(
  url: string,
  headers: Readonly<Record<string, string>>,
  body: Buffer,
  clients: number,
  seconds: number,
): Promise<Load> {
  const script = join(mkdtempSync(join(tmpdir(), 'radiant-wrk-')), 'post.lua');
  writeFileSync(
    script,
    `wrk.method = "POST"
wrk.body = ${toLuaText(body)}
${Object.entries(headers)
  .map(([name, value]) => `wrk.headers["${name}"] = "${value}"`)
  .join('\n')}
done = function(summary, latency, requests)
  io.write(string.format("RESULT %d %d %d %d %d\\n", summary.requests, summary.duration, latency:percentile(50),
    latency:percentile(99), summary.errors.status + summary.errors.connect + summary.errors.read + summary.errors.timeout))
end
`,
  );
  const { stdout } = await run('taskset', [
    '-c',
    LOAD_CORE,
    'wrk',
    '-t1',
    `-c${clients}`,
    `-d${seconds}s`,
    '-s',
    script,
    url,
  ]);
  const [requests, durationUs, p50Us, p99Us, errors] = /RESULT (.*)/.exec(stdout)![1]!.split(' ').map(Number);
  return {
    requestsPerSecond: (requests! / durationUs!) * 1e6,
    p50Us: p50Us!,
    p99Us: p99Us!,
    errors: errors!,
    requests: requests!,
  };
}

/** Any bytes as a text of Lua. */
function toLuaText(bytes: Buffer): string {
  return `"${Array.from(bytes, (byte) => `\\${String(byte).padStart(3, '0')}`).join('')}"`;
}

/** gRPC load by h2load (Debian's package `nghttp2-client`): a fixed unary request over one connection per 8 streams. */
export async function loadGrpc(url: string, message: Buffer, streams: number, seconds: number): Promise<Load> {
  const file = join(mkdtempSync(join(tmpdir(), 'radiant-h2load-')), 'request.bin');
  const prefix = Buffer.alloc(5);
  prefix.writeUInt32BE(message.length, 1);
  writeFileSync(file, Buffer.concat([prefix, message]));
  const connections = Math.max(1, Math.round(streams / 8));
  const { stdout } = await run('taskset', [
    ...['-c', LOAD_CORE, 'h2load', '-t1', `-c${connections}`, `-m${Math.ceil(streams / connections)}`, `-D${seconds}`],
    ...['-H', 'content-type: application/grpc', '-H', 'te: trailers', '-d', file, url],
  ]);
  const rate = /finished in [^,]+, ([\d.]+) req\/s/.exec(stdout);
  const failed = /(\d+) failed, (\d+) errored/.exec(stdout);
  const mean = /time for request:\s+\S+\s+\S+\s+(\S+)/.exec(stdout);
  return {
    requestsPerSecond: Number(rate?.[1] ?? 0),
    p50Us: toMicroseconds(mean?.[1] ?? '0us'),
    p99Us: Number.NaN,
    requests: Number(/(\d+) succeeded/.exec(stdout)?.[1] ?? 0),
    errors: Number(failed?.[1] ?? 0) + Number(failed?.[2] ?? 0),
  };
}

function toMicroseconds(text: string): number {
  const value = Number.parseFloat(text);
  return text.endsWith('ms') ? value * 1000 : text.endsWith('us') ? value : value * 1e6;
}
