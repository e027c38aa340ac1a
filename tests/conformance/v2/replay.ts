import { readdirSync, readFileSync } from 'node:fs';
import { formatJson, type JsonValue, parseJson } from '../../../src/payload/index.ts';
import { compareJson } from '../compare-json.ts';
import { toLenient } from '../lenient-json.ts';
import { sendHttp } from '../send.ts';
import { checkInstead, type Instead, V2_DIFFERENCES, type V2Difference } from './differences.table.ts';
import { countedHeaders, type V2Answer, type V2Case, type V2GoldenFile, type V2HttpCase } from './golden-case.ts';
import { callGrpc, decodeRecorded } from './grpc.ts';
import type { GoldenServer, GoldenServers, Setup } from './open-golden-server.ts';
import { replayMetrics } from './replay-metrics.ts';
import { replayTogether } from './replay-together.ts';

const GOLDEN = new URL('../../golden/v2/', import.meta.url);

export interface V2Result {
  readonly id: string;
  readonly problems: readonly string[];
  /** The deliberate difference that took the recorded answer's place. */
  readonly excusedBy: string | undefined;
}

/** The groups that were recorded of another server than most. */
const SETUP_OF: Readonly<Record<string, Setup>> = { 'cache.json': 'cache', 'not-ready.json': 'loading' };

/** The recorded groups, by file name. */
export function v2GoldenNames(): readonly string[] {
  return readdirSync(GOLDEN).filter((name) => name.endsWith('.json'));
}

/** Replays one recorded file, its cases in their order. */
export async function replayV2(name: string, servers: GoldenServers): Promise<V2Result[]> {
  const file = parseJson(readFileSync(new URL(name, GOLDEN))) as unknown as V2GoldenFile;
  const server = servers[SETUP_OF[name] ?? 'all'];
  const results: V2Result[] = [];
  const replay = (id: string, one: V2HttpCase): Promise<V2Result> => replayCase(id, one, server);
  if (file.families !== undefined) {
    if (!server.renderMetrics().includes('model_infer_request_')) await warmUp(server);
    results.push(...replayMetrics(file.families, server.renderMetrics()));
  }
  for (const scenario of file.scenarios ?? []) results.push(...(await replayTogether(scenario, replay)));
  for (const one of file.cases ?? []) results.push(await replayCase(`${file.group}: ${one.name}`, one, server));
  return results;
}

/** Asks for one good and one bad prediction: where nothing was asked nothing is counted. */
async function warmUp({ httpPort }: GoldenServer): Promise<void> {
  for (const shape of ['[1,2]', '[1,3]']) {
    const body = `{"inputs":[{"name":"x","shape":${shape},"datatype":"FP64","data":${shape}}]}`;
    await sendHttp(httpPort, { method: 'POST', path: '/v2/models/kmeans/infer', headers: {}, body });
  }
}

async function replayCase(id: string, one: V2Case, server: GoldenServer): Promise<V2Result> {
  const isHttp = 'request' in one;
  const got = isHttp ? await callHttp(one, server) : await callGrpc(one, server.grpcPort);
  const want = isHttp ? recordedHttp(one) : await decodeRecorded(one);
  const problems = compare(want, got, isHttp ? (one.volatile ?? []) : []);
  const isAbout = ({ cases, recorded }: V2Difference): boolean =>
    cases.test(id) && (recorded === undefined || recorded.includes(want.status));
  const differences = problems.length === 0 ? [] : V2_DIFFERENCES.filter(isAbout);
  const tried = differences.map(({ instead, name }): V2Result => {
    const broken = [...checkInstead(instead, got)];
    if (instead.sameBut !== undefined) {
      const rule = instead.sameBut;
      broken.push(...compare(normalise(want, rule), normalise(got, rule), isHttp ? (one.volatile ?? []) : []));
    }
    return { id, problems: broken, excusedBy: name };
  });
  return tried.find((result) => result.problems.length === 0) ?? tried[0] ?? { id, problems, excusedBy: undefined };
}

/** An answer without what a difference is about. */
function normalise(answer: V2Answer, rule: NonNullable<Instead['sameBut']>): V2Answer {
  const text = JSON.stringify(answer.body, (key, value: unknown) => {
    if (rule.without?.includes(key) === true) return undefined;
    if (rule.flatData === true && key === 'data' && Array.isArray(value)) return value.flat(32) as unknown[];
    if (rule.flatData === true && key === 'data') return [value];
    if (rule.unordered === true && Array.isArray(value)) {
      return value.toSorted((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1)) as unknown[];
    }
    return value;
  });
  return { ...answer, body: JSON.parse(rule.text?.(text) ?? text) as unknown };
}

function compare(want: V2Answer, got: V2Answer, volatile: readonly string[]): readonly string[] {
  if (want.status !== got.status)
    return [`status: want ${want.status} got ${got.status} ${JSON.stringify(got.body).slice(0, 200)}`];
  if (want.contentType !== got.contentType) return [`content type: want ${want.contentType} got ${got.contentType}`];
  // What the server made up is there, but never the same.
  const ignore = volatile.map((pointer) => pointer.replace(/^\/(json|text)?\/?/, '').replaceAll('/', '.'));
  const headers = volatile.flatMap((pointer) => /^\/headers\/(.+)$/.exec(pointer)?.[1] ?? []);
  return [
    ...compareJson(toLenient(want.headers), toLenient(got.headers), { ignore: headers }),
    ...compareJson(toLenient(want.body), toLenient(got.body), { ignore }),
  ];
}

async function callHttp({ request }: V2HttpCase, server: GoldenServer): Promise<V2Answer> {
  const { method, path, headers = {}, json, text, base64 } = request;
  const body =
    base64 === undefined ? (text ?? (json === undefined ? undefined : formatJson(json as JsonValue))) : undefined;
  const answer = await sendHttp(server.httpPort, {
    method,
    path,
    headers,
    ...(body === undefined ? {} : { body }),
    ...(base64 === undefined ? {} : { bodyBase64: base64 }),
  });
  if (answer.headers['content-encoding'] === 'gzip') return { ...PACKED, headers: countedHeaders(answer.headers) };
  return toAnswer(answer.status, answer.headers, answer.body ?? answer.bodyBase64 ?? '');
}

function recordedHttp({ response }: V2HttpCase): V2Answer {
  if (response.headers['content-encoding'] === 'gzip') return { ...PACKED, headers: countedHeaders(response.headers) };
  return toAnswer(response.status, response.headers, response.text ?? response.base64 ?? '');
}

/** The same text packs to other bytes in other libraries. */
const PACKED: Omit<V2Answer, 'headers'> = { status: 200, contentType: 'application/json', body: 'gzip' };

/** An empty body has no type that counts. */
function toAnswer(status: number, given: Readonly<Record<string, string>>, text: string): V2Answer {
  const type = text === '' ? '' : (given['content-type'] ?? '').split(';')[0]!.trim();
  const headers = countedHeaders(given);
  try {
    if (type === 'text/event-stream') return { status, contentType: type, headers, body: readEvents(text) };
    return { status, contentType: type, headers, body: type.includes('json') ? (JSON.parse(text) as unknown) : text };
  } catch {
    return { status, contentType: type, headers, body: text };
  }
}

/** The data of each event, parsed. */
function readEvents(text: string): unknown {
  return text
    .split('\n\n')
    .filter((event) => event !== '')
    .map((event) => JSON.parse(/^data: (.*)$/m.exec(event)?.[1] ?? '') as unknown);
}
