import { isRemote, type PlanNode, type RemoteNode, type WireEncoding } from '../../graph/index.ts';
import { type JsonObject, type JsonValue, parseJson } from '../../payload/index.ts';
import { seldonMessageToJson } from '../../protocols/seldon/index.ts';
import { plainBytes } from './codecs/plain-bytes.ts';
import type { Predictor } from './predictor.ts';

/** What asking the nodes needs of a request. */
export interface Asking {
  readonly headers: readonly string[];
  readonly deadlineMs: number | undefined;
  readonly signal: AbortSignal | undefined;
}

/** The metadata of a graph: of each node that is called, and what goes in and comes out of all. */
export interface GraphMetadata {
  readonly name: string;
  readonly models: JsonObject;
  readonly inputs: JsonValue;
  readonly outputs: JsonValue;
}

interface Ends {
  readonly inputs: JsonValue;
  readonly outputs: JsonValue;
}

const NO_ENDS: Ends = { inputs: [], outputs: [] };

/** Asks every node for its metadata, in the encoding of the caller where it has both. Rejects with the error of the first that has none. */
export async function gatherGraphMetadata(
  predictor: Predictor,
  asking: Asking,
  preferred: WireEncoding = 'json',
): Promise<GraphMetadata> {
  const { graph, services } = predictor;
  const asked = [...graph.nodes].map(async ([name, node]): Promise<readonly [string, JsonObject]> => {
    if (!isRemote(node)) predictor.countQuestion(name, '/metadata');
    const metadata = isRemote(node) ? await askRemote(node, asking, preferred) : (services.get(name)?.metadata ?? {});
    return [name, tidy(metadata)];
  });
  const models = Object.fromEntries(await Promise.all(asked));
  return { name: predictor.name, models, ...endsOf(graph.root, models) };
}

/** The metadata of a node elsewhere, as it tells it. */
export async function askRemote(
  node: RemoteNode,
  asking: Asking,
  preferred: WireEncoding = 'json',
): Promise<JsonObject> {
  // What other protocols answer over gRPC is in messages of their own.
  const wanted = node.protocol === 'seldon' ? preferred : 'json';
  const encoding = node.encodings.has(wanted) ? wanted : wanted === 'json' ? 'protobuf' : 'json';
  // A run makes its headers and signal when they are asked for: they are no own properties that a spread would take.
  const { headers, deadlineMs, signal } = asking;
  const question = { verb: 'metadata', message: undefined, modelName: undefined } as const;
  const answer = await node.send({ ...question, encoding, headers, deadlineMs, signal });
  if (encoding === 'protobuf') return seldonMessageToJson('SeldonModelMetadata', answer.bytes);
  return asObject(parseJson(plainBytes(answer)));
}

/** Metadata that is no object says nothing. */
export function asObject(json: JsonValue): JsonObject {
  return isObject(json) ? json : {};
}

/** Empty texts and objects are left out; lists stay. */
function tidy(metadata: JsonObject): JsonObject {
  const { name, platform, versions = [], inputs = [], outputs = [], custom } = metadata;
  return {
    ...(name === undefined || name === '' ? {} : { name }),
    ...(platform === undefined || platform === '' ? {} : { platform }),
    versions,
    inputs,
    outputs,
    ...(isObject(custom) && Object.keys(custom).length > 0 ? { custom } : {}),
  };
}

/** What goes in at a node and comes out of all below it. A node without metadata of its own has those of its first child. */
function endsOf(plan: PlanNode, models: Readonly<Record<string, JsonObject>>): Ends {
  const own = Object.hasOwn(models, plan.name) ? models[plan.name] : undefined;
  const [first] = plan.children;
  const mine: Ends = { inputs: own?.inputs ?? [], outputs: own?.outputs ?? [] };
  if (first === undefined) return own === undefined ? NO_ENDS : mine;
  const below = endsOf(first, models);
  if (own === undefined || plan.routes) return below;
  return {
    inputs: plan.before === undefined ? below.inputs : mine.inputs,
    outputs: plan.after !== undefined || plan.aggregates ? mine.outputs : below.outputs,
  };
}

function isObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
