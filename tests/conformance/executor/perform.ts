import type { ExecutorAnswer, GoldenCase, GrpcAnswer, HttpAnswer, Seen } from '../golden-case.ts';
import { sendGrpc, sendHttp } from '../send.ts';
import type { RunningExecutor } from './start-predictor.ts';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const SHOWN_HEADERS: ReadonlySet<string> = new Set([
  'authorization',
  'content-encoding',
  'content-type',
  'seldon-puid',
  'x-my-header',
]);
const EVENT_TIMEOUT_MS = 2_000;
const EVENT_POLL_MS = 10;
/** Events beyond those that are waited for would come within. */
const EVENT_SETTLE_MS = 50;

type Sent =
  | ({ readonly kind: 'http' } & HttpAnswer & ExecutorAnswer)
  | ({ readonly kind: 'grpc' } & GrpcAnswer & ExecutorAnswer);

/** Sends a recorded request to a predictor and gathers what its stub nodes and its sink got. Ports and ids have the names of the recording. */
export async function perform(one: Exclude<GoldenCase, { kind: 'cli' }>, server: RunningExecutor): Promise<Sent> {
  for (const stub of server.stubs) stub.seen.length = 0;
  if (server.sink !== undefined) server.sink.seen.length = 0;
  const answer = await send(one, server);
  const upstream =
    one.upstream === true
      ? {
          upstream: server.stubs
            .flatMap(({ seen }) => seen)
            .map((seen) => slim(seen, server))
            .sort(byPath),
        }
      : {};
  const events = one.events === undefined ? {} : { events: await gatherEvents(one.events, server) };
  return { ...answer, ...upstream, ...events };
}

async function send(
  one: Exclude<GoldenCase, { kind: 'cli' }>,
  server: RunningExecutor,
): Promise<({ readonly kind: 'http' } & HttpAnswer) | ({ readonly kind: 'grpc' } & GrpcAnswer)> {
  if (one.kind === 'grpc') {
    const answer = await sendGrpc(server.ports.grpc, one.request);
    return {
      kind: 'grpc',
      ...answer,
      ...(answer.metadata === undefined ? {} : { metadata: nameIds(answer.metadata) }),
    };
  }
  const ports = one.node === undefined ? server.ports : server.nodePorts.get(one.node);
  if (ports === undefined) throw new Error(`node ${one.node} has no port of its own`);
  const answer = await sendHttp(ports[one.request.port ?? 'http'], one.request);
  return {
    kind: 'http',
    ...answer,
    headers: nameIds(answer.headers),
    ...(answer.body === undefined ? {} : { body: namePorts(answer.body, server) }),
  };
}

async function gatherEvents(count: number, { sink, ...server }: RunningExecutor): Promise<readonly Seen[]> {
  if (sink === undefined) throw new Error('events are wanted of a server without a sink');
  for (const end = Date.now() + EVENT_TIMEOUT_MS; sink.seen.length < count && Date.now() < end; )
    await pause(EVENT_POLL_MS);
  await pause(EVENT_SETTLE_MS);
  return sink.seen.map((event) => slimEvent(event, { sink, ...server })).sort(byType);
}

function slim({ headers, ...seen }: Seen, server: RunningExecutor): Seen {
  const shown = Object.entries(headers).filter(([name]) => SHOWN_HEADERS.has(name));
  return {
    ...seen,
    headers: nameIds(Object.fromEntries(shown.map(([name, value]) => [name, namePorts(value, server)]))),
  };
}

function slimEvent({ headers, ...seen }: Seen, server: RunningExecutor): Seen {
  const shown = Object.entries(headers).filter(([name]) => name.startsWith('ce-') || name === 'content-type');
  const named = shown.map(([name, value]): [string, string] => {
    if (name === 'ce-time') return [name, '{time}'];
    if (name === 'ce-traceparent') return [name, '{traceparent}'];
    return [name, namePorts(value, server)];
  });
  return { ...seen, headers: nameIds(Object.fromEntries(named)) };
}

function nameIds(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, UUID.test(value) ? '{uuid}' : value]),
  );
}

function namePorts(text: string, { portNames }: RunningExecutor): string {
  let named = text;
  for (const [port, name] of portNames) named = named.replaceAll(`:${port}`, `:${name}`);
  return named;
}

function byPath(a: Seen, b: Seen): number {
  return a.path + a.body < b.path + b.body ? -1 : 1;
}

function byType(a: Seen, b: Seen): number {
  const key = ({ headers, body }: Seen): string => `${headers['ce-type']}${headers['ce-modelid']}${body}`;
  return key(a) < key(b) ? -1 : 1;
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
