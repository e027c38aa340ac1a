import { compareJson } from './compare-json.ts';
import { comparePrometheus } from './compare-prometheus.ts';
import type {
  CliAnswer,
  CliCase,
  Comparison,
  ExecutorAnswer,
  GrpcAnswer,
  GrpcCase,
  HttpAnswer,
  HttpCase,
} from './golden-case.ts';
import { parseLenientJson, toLenient } from './lenient-json.ts';

/** Lists where an HTTP answer differs from the recorded one; empty when it agrees. */
export function checkHttp({ response: want, compare = {} }: HttpCase, got: HttpAnswer & ExecutorAnswer): string[] {
  // A dropped connection: any error is as good.
  if (want.error !== undefined) return got.status >= 400 ? [] : [`status: want an error got ${got.status}`];
  if (want.status !== got.status)
    return [`status: want ${want.status} got ${got.status} ${(got.body ?? '').slice(0, 200)}`];
  const differences: string[] = [];
  for (const name of compare.headers ?? Object.keys(want.headers).filter((header) => header !== 'vary')) {
    if (normalHeader(name, want.headers[name]) !== normalHeader(name, got.headers[name])) {
      differences.push(`header ${name}: want ${want.headers[name]} got ${got.headers[name]}`);
    }
  }
  return [...differences, ...checkBody(want, got, compare), ...checkSeen(want, got, compare)];
}

/**
 * Like checkHttp for a recorded body that is no valid JSON because of its tokens NaN and Infinity: ours must be valid
 * and the same, with null or the text "NaN" for NaN, and a number too large or the text for the infinities.
 */
export function checkValidJson(one: HttpCase, got: HttpAnswer): string[] {
  try {
    JSON.parse(got.body ?? '');
  } catch (error) {
    return [`not valid JSON: ${String(error)}`];
  }
  const want = { ...one.response, body: one.response.body ?? '' };
  const compare = { ...one.compare, nonFinite: 'valid' as const };
  return checkHttp({ ...one, response: want, compare }, got);
}

function checkBody(want: HttpAnswer, got: HttpAnswer, compare: Comparison): string[] {
  if (want.body === got.body && want.bodyBase64 === got.bodyBase64) return [];
  const looksLikeJson = /json/.test(want.headers['content-type'] ?? '') || /^\s*[[{]/.test(want.body ?? '');
  switch (compare.body ?? (looksLikeJson ? 'json' : 'text')) {
    case 'none':
      return [];
    case 'prometheus':
      return comparePrometheus(want.body ?? '', got.body ?? '', compare);
    case 'json':
      return compareJson(parseOrText(want.body), parseOrText(got.body), compare);
    case 'text':
      return (want.body ?? '').trim() === (got.body ?? '').trim() && want.bodyBase64 === got.bodyBase64
        ? []
        : [
            `body: want ${JSON.stringify(want.body ?? want.bodyBase64)} got ${JSON.stringify(got.body ?? got.bodyBase64)}`,
          ];
  }
}

/** Lists where a gRPC answer differs from the recorded one; details count only where the case says so. */
export function checkGrpc({ response: want, compare = {} }: GrpcCase, got: GrpcAnswer & ExecutorAnswer): string[] {
  if (want.code !== got.code) return [`grpc code: want ${want.code} got ${got.code} (${got.details})`];
  const differences: string[] = [];
  if (compare.details === 'exact' && want.details !== got.details) {
    differences.push(`details: want ${want.details} got ${got.details}`);
  }
  if (want.message !== undefined)
    differences.push(...compareJson(toLenient(want.message), toLenient(got.message), compare));
  for (const [name, value] of Object.entries(want.metadata ?? {})) {
    if (got.metadata?.[name] !== value) differences.push(`metadata ${name}: want ${value} got ${got.metadata?.[name]}`);
  }
  return [...differences, ...checkSeen(want, got, compare)];
}

/** What stub nodes and the sink were sent, in the order of the recording: bodies as JSON where they are. */
function checkSeen(want: ExecutorAnswer, got: ExecutorAnswer, compare: Comparison): string[] {
  const differences: string[] = [];
  for (const which of ['upstream', 'events'] as const) {
    if (want[which] === undefined) continue;
    const [wanted, seen] = [want[which], got[which] ?? []].map((list) =>
      toLenient(list.map(({ body, ...rest }) => rest)),
    );
    differences.push(...compareJson(wanted, seen, compare, which));
    const bodies = [want[which], got[which] ?? []].map((list) => list.map(({ body }) => parseOrText(body)));
    differences.push(...compareJson(bodies[0], bodies[1], compare, `${which}.body`));
  }
  return differences;
}

/** Lists where a start on the command line differs: started or not, exit code zero or not, what it says, what it answers. */
export function checkCli({ response: want, mustSay = [] }: CliCase, got: CliAnswer): string[] {
  if (want.started !== got.started)
    return [`started: want ${want.started} got ${got.started}: ${got.log?.slice(-300)}`];
  const differences: string[] = [];
  if (want.exitCode !== got.exitCode) differences.push(`exit code: want ${want.exitCode} got ${got.exitCode}`);
  for (const text of mustSay) {
    if (!new RegExp(text, 'i').test(got.log ?? '')) differences.push(`the output lacks ${text}`);
  }
  if (want.then === undefined) return differences;
  if (want.then.status !== got.answer?.status)
    return [...differences, `then status: want ${want.then.status} got ${got.answer?.status}`];
  const rules = { anyText: ['status.info'] };
  return [...differences, ...compareJson(parseOrText(want.then.body), parseOrText(got.answer.body), rules)];
}

function parseOrText(text = ''): unknown {
  try {
    return parseLenientJson(text);
  } catch {
    return text;
  }
}

function normalHeader(name: string, value = ''): string {
  if (name === 'content-type') return value.split(';')[0]!.trim().toLowerCase();
  return value
    .split(',')
    .map((part) => part.trim().toLowerCase())
    .sort()
    .join(',');
}
