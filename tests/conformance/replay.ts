import { checkCli, checkGrpc, checkHttp, checkValidJson } from './check-answer.ts';
import { type Answer, checkInstead, type Difference, isAbout } from './differences.ts';
import { perform } from './executor/perform.ts';
import { type Placement, startPredictor } from './executor/start-predictor.ts';
import type { GoldenCase, GoldenFile, GrpcCase, HttpCase, ServerDefinition } from './golden-case.ts';
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
  /** Where the nodes of graphs run that are classes; `elsewhere` when left out. */
  readonly placement?: Placement;
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
      await replayGroup(file, group, options, report);
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
  { around, placement = 'elsewhere' }: ReplayOptions,
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
  let server: Replayed;
  try {
    server = await start(definition, around, placement);
  } catch (error) {
    for (const one of cases) report(one, asError(error));
    return;
  }
  for (const one of cases) report(one, await server.send(one).catch(asError));
  await server.stop();
}

/** A server that recorded requests are sent to. */
interface Replayed {
  send(one: GoldenCase): Promise<Answer>;
  stop(): Promise<void>;
}

async function start(definition: ServerDefinition, around: Surroundings, placement: Placement): Promise<Replayed> {
  if (!('executor' in definition)) {
    const server = await startMicroservice(definition, around);
    return { send: (one) => send(one, server), stop: server.stop };
  }
  const server = await startPredictor(definition, around, placement);
  return { send: (one) => perform(asCall(one), server), stop: server.stop };
}

function asCall(one: GoldenCase): HttpCase | GrpcCase {
  if (one.kind === 'cli') throw new Error('a command line case has no server');
  return one;
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
  const { sameBut } = difference.instead;
  if (sameBut !== undefined) broken.push(...problems.filter((problem) => !sameBut.test(problem)));
  return { ...result, problems: broken, excusedBy: difference.name };
}

function compare(one: GoldenCase, answer: Answer): string[] {
  if (one.kind === 'http' && answer.kind === 'http') return checkHttp(one, answer);
  if (one.kind === 'grpc' && answer.kind === 'grpc') return checkGrpc(one, answer);
  if (one.kind === 'cli' && answer.kind === 'cli') return checkCli(one, answer);
  throw new Error(`${one.id}: a ${one.kind} case got a ${answer.kind} answer`);
}
