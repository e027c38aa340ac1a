import { RadiantError } from '../../base/index.ts';
import { isRemote, type RemoteNode } from '../../graph/index.ts';
import { formatJson } from '../../payload/index.ts';
import { callEndpoint } from '../rest/call-endpoint.ts';
import type { Endpoint } from '../rest/endpoint.ts';
import { type Exchange, JSON_TYPE } from '../rest/exchange.ts';
import { pathOf } from '../rest/split-url.ts';
import { CODECS } from './codecs/codecs.table.ts';
import type { Predictor } from './predictor.ts';
import { RestRun } from './rest-run.ts';
import { sendWire } from './run-rest.ts';

type Question = 'healthStatus' | 'metadata';

/** Answers for a node in this process. */
type AnswerHere = (exchange: Exchange, predictor: Predictor, name: string, question: Question) => void;

/** Seldon's questions about one node: `nameOf` finds its name in the path. */
export function nodeEndpoint(predictor: Predictor, question: Question, nameOf: (path: string) => string): Endpoint {
  return questionEndpoint(predictor, question, nameOf, askHere);
}

/** Passes a question about one node on to it; `here` answers for those in this process. */
export function questionEndpoint(
  predictor: Predictor,
  question: Question,
  nameOf: (path: string) => string,
  here: AnswerHere,
): Endpoint {
  return {
    get: true,
    post: false,
    label: question,
    readsBody: false,
    handle(exchange) {
      const name = nameOf(pathOf(exchange.req.url ?? '/'));
      const node = predictor.graph.nodes.get(name);
      if (node === undefined) throw unknownNode(predictor, name);
      if (isRemote(node)) askRemote(exchange, predictor, node, question);
      else here(exchange, predictor, name, question);
    },
  };
}

/** The error for a node that the graph has not, or never calls. */
export function unknownNode({ graph }: Predictor, name: string): RadiantError {
  const names = [...graph.nodes.keys()].slice(0, 20).join(', ');
  return new RadiantError(
    'NOT_FOUND',
    `Failed to find model ${name.slice(0, 100)}; the graph calls ${names || 'no node'}`,
    {
      reason: 'NODE_NOT_FOUND',
    },
  );
}

function askRemote(exchange: Exchange, predictor: Predictor, node: RemoteNode, question: Question): void {
  const [encoding] = node.encodings.has('json') ? (['json'] as const) : node.encodings;
  const codec = encoding === undefined ? undefined : CODECS[node.protocol][encoding];
  if (encoding !== 'json' || codec === undefined) {
    throw new RadiantError('UNIMPLEMENTED', `node ${node.name} is not reached over REST; ask it over gRPC`, {
      reason: 'NO_REST',
    });
  }
  const run = new RestRun(exchange, codec, predictor.runs);
  const { headers, deadlineMs, signal } = run;
  exchange.watchClient();
  run.time
    .limit(
      node.send({ verb: question, message: undefined, encoding, headers, modelName: undefined, deadlineMs, signal }),
    )
    .then((answer) => sendWire(exchange, answer))
    .catch((thrown) => exchange.fail(thrown));
}

function askHere(exchange: Exchange, predictor: Predictor, name: string, question: Question): void {
  const service = predictor.services.get(name);
  if (service === undefined) throw new Error(`node ${name} has no service`);
  if (question === 'healthStatus') {
    predictor.countQuestion(name, '/health/status');
    callEndpoint(service, 'healthStatus').handle(exchange);
    return;
  }
  if (service.metadata === undefined) {
    throw new RadiantError('INTERNAL', 'Model metadata unavailable', { reason: 'MICROSERVICE_BAD_METADATA' });
  }
  predictor.countQuestion(name, '/metadata');
  exchange.answer(200, JSON_TYPE, `${formatJson(service.metadata)}\n`);
}
