import { setTimeout as wait } from 'node:timers/promises';
import { formatJson, type JsonValue } from '../../../src/payload/index.ts';
import type { V2HttpCase, V2Scenario } from './golden-case.ts';
import type { V2Result } from './replay.ts';

const APART_MS = 20;
/** A request that waited longer than this waited for others. */
const WAITED_S = 0.3;

/** Sends the requests of a scenario as they were recorded: one shortly after the other, without waiting for answers. */
export async function replayTogether(
  { name, answers }: V2Scenario,
  replay: (id: string, one: V2HttpCase) => Promise<V2Result>,
): Promise<readonly V2Result[]> {
  const running: Promise<V2Result>[] = [];
  for (const [index, { request, status, elapsed_s: elapsedS = 0, json }] of answers.entries()) {
    const one: V2HttpCase = {
      name,
      request: {
        method: 'POST',
        path: '/v2/models/batched/infer',
        headers: { 'content-type': 'application/json' },
        json: request,
      },
      response:
        json === undefined
          ? { status, headers: { 'content-type': 'text/plain' }, text: 'Internal Server Error' }
          : { status, headers: eventHeaders(json as { id: string }), text: formatJson(json as JsonValue) },
    };
    const startedMs = performance.now();
    const run = async (): Promise<V2Result> => {
      const result = await replay(`batching: ${name} #${index + 1}`, one);
      const tookS = (performance.now() - startedMs) / 1000;
      const isEarly = result.excusedBy === undefined && elapsedS >= WAITED_S && tookS < WAITED_S - 0.01;
      return isEarly ? { ...result, problems: [...result.problems, `answered after ${tookS} s: too early`] } : result;
    };
    running.push(run());
    await wait(APART_MS);
  }
  return Promise.all(running);
}

/** As in all other groups; here they were recorded of some answers only. */
function eventHeaders({ id }: { readonly id: string }): Readonly<Record<string, string>> {
  return {
    'content-type': 'application/json',
    'ce-specversion': '0.3',
    'ce-source': 'io.seldon.serving.deployment.golden',
    'ce-type': 'io.seldon.serving.inference.response',
    'ce-modelid': 'batched',
    'ce-inferenceservicename': 'golden',
    'ce-endpoint': 'batched',
    'ce-id': id,
    'ce-requestid': id,
  };
}
