import { checkCli, checkGrpc, checkHttp, checkValidJson } from './check-answer.ts';
import { type Answer, checkInstead, type Difference, isAbout } from './differences.ts';
import type { GoldenCase, GoldenFile } from './golden-case.ts';
import { type RunningServer, runCommandLine, type Surroundings, startMicroservice } from './launch.ts';
import { sendGrpc, sendHttp } from './send.ts';

export interface CaseResult {
  readonly id: string;
  readonly tags: readonly string[];
  /** Empty when the answer agrees with the recorded one, or with the deliberate difference that is about it. */
  readonly problems: readonly string[];
  /** The deliberate difference that took the recorded answer's place. */
  readonly excusedBy: string | undefined;
}

export interface ReplayOptions {
  readonly around: Surroundings;
  /** Servers that run at the same time. */
  readonly jobs: number;
  readonly differences: readonly Difference[];
  readonly only?: RegExp;
  readonly onResult?: (result: CaseResult) => void;
}

/** Replays all cases of a file: one server per recorded server, its cases in their recorded order. */
export async function replayFile(file: GoldenFile, options: ReplayOptions): Promise<CaseResult[]> {
  const queue = groupByServer(file.cases.filter((one) => options.only?.test(one.id) ?? true));
  const results: CaseResult[] = [];
  const report: Report = (one, outcome) => {
    const result = judge(one, outcome, options.differences);
    results.push(result);
    options.onResult?.(result);
  };
  const work = async (): Promise<void> => {
    for (let group = queue.shift(); group !== undefined; group = queue.shift()) {
      await replayGroup(file, group, options.around, report);
    }
  };
  await Promise.all(Array.from({ length: options.jobs }, work));
  return results;
}

type Report = (one: GoldenCase, outcome: Answer | Error) => void;

function groupByServer(cases: readonly GoldenCase[]): (readonly GoldenCase[])[] {
  const groups = Map.groupBy(cases, (one) => (one.kind === 'cli' ? one.id : one.server));
  return [...groups.values()];
}

async function replayGroup(
  file: GoldenFile,
  cases: readonly GoldenCase[],
  around: Surroundings,
  report: Report,
): Promise<void> {
  const first = cases[0];
  if (first === undefined) return;
  if (first.kind === 'cli') {
    report(first, { kind: 'cli', ...(await runCommandLine(first, around)) });
    return;
  }
  const definition = file.servers?.[first.server];
  if (definition === undefined) throw new Error(`${first.id}: no server ${first.server} in the file`);
  let server: RunningServer;
  try {
    server = await startMicroservice(definition, around);
  } catch (error) {
    for (const one of cases) report(one, asError(error));
    return;
  }
  for (const one of cases) report(one, await send(one, server).catch(asError));
  await server.stop();
}

async function send(one: GoldenCase, server: RunningServer): Promise<Answer> {
  if (one.kind === 'cli') throw new Error('a command line case has no server');
  if (one.kind === 'grpc') return { kind: 'grpc', ...(await sendGrpc(server.ports.grpc, one.request)) };
  return { kind: 'http', ...(await sendHttp(server.ports[one.request.port ?? 'http'], one.request)) };
}

function asError(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : new Error(String(thrown));
}

/** A case passes when it agrees with the recording; else a difference may be about it, whose promise must then hold. */
function judge(one: GoldenCase, outcome: Answer | Error, differences: readonly Difference[]): CaseResult {
  const result = { id: one.id, tags: one.tags ?? [], excusedBy: undefined };
  if (outcome instanceof Error) return { ...result, problems: [`request failed: ${outcome.message}`] };
  const problems = compare(one, outcome);
  const difference = problems.length === 0 ? undefined : differences.find((entry) => isAbout(entry, one));
  if (difference === undefined) return { ...result, problems };
  const broken = checkInstead(difference.instead, outcome);
  if (difference.instead.sameButValidJson && one.kind === 'http' && outcome.kind === 'http') {
    broken.push(...checkValidJson(one, outcome));
  }
  return { ...result, problems: broken, excusedBy: difference.name };
}

function compare(one: GoldenCase, answer: Answer): string[] {
  if (one.kind === 'http' && answer.kind === 'http') return checkHttp(one, answer);
  if (one.kind === 'grpc' && answer.kind === 'grpc') return checkGrpc(one, answer);
  if (one.kind === 'cli' && answer.kind === 'cli') return checkCli(one, answer);
  throw new Error(`${one.id}: a ${one.kind} case got a ${answer.kind} answer`);
}
