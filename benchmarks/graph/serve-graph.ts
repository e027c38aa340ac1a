import { readUnitSettings } from '../../src/base/index.ts';
import { limitYoungGeneration } from '../../src/cli/microservice/limit-young-generation.ts';
import { openRemoteNode } from '../../src/hosts/remote/index.ts';
import { createLog, createMetrics } from '../../src/observe/index.ts';
import { type Component, createTensor } from '../../src/payload/index.ts';
import { openPredictorServer, openServer } from '../../src/server/index.ts';
import { GRAPHS, NODE } from './graphs.table.ts';

/** `node serve-graph.ts KIND REST_PORT GRPC_PORT [NODE_REST_PORT NODE_GRPC_PORT]`: a graph, or one node alone (`node`), for main.ts. */
const [kind = '', rest = '0', grpc = '0', nodeRest, nodeGrpc] = process.argv.slice(2);
// As the executor and the programs that serve deployments do.
limitYoungGeneration();
const log = createLog({ level: 'ERROR', format: 'human', stream: process.stderr });

const ROUTE = { kind: 'json', json: { utf8: Buffer.from('0'), lenient: false } } as const;

/** Gives back what it gets; a router takes the first branch, a combiner the first input. */
function createIdentity(name: string): Component {
  return {
    name,
    info: {
      verbs: new Set(['predict', 'transformInput', 'transformOutput', 'route', 'aggregate', 'sendFeedback']),
      rawVerbs: new Set(),
      metadata: undefined,
    },
    call: ({ verb, inputs }) => {
      if (verb === 'route') return { payload: ROUTE };
      return {
        payload: inputs[0]?.payload ?? { kind: 'tensor', tensor: createTensor('float64', [0], new Float64Array(0)) },
      };
    },
    isReady: () => true,
    close: () => Promise.resolve(),
  };
}

if (kind === NODE) {
  await openServer({
    component: createIdentity('node'),
    settings: readUnitSettings({ PREDICTIVE_UNIT_ID: 'node' }),
    metrics: createMetrics({}),
    log,
    host: '127.0.0.1',
    httpPort: Number(rest),
    grpcPort: Number(grpc),
    metricsPort: undefined,
  });
} else {
  const graph = GRAPHS[kind];
  if (graph === undefined) throw new Error(`no graph ${kind}`);
  const at = (port: string) => ({ host: '127.0.0.1', port: Number(port) });
  await openPredictorServer({
    predictor: { name: 'p', graph, componentSpecs: [] },
    deploymentName: 'bench',
    namespace: 'default',
    log,
    host: '127.0.0.1',
    httpPort: Number(rest),
    grpcPort: Number(grpc),
    resolve: ({ name }, { observe }) =>
      nodeRest === undefined || nodeGrpc === undefined
        ? createIdentity(name)
        : openRemoteNode({ name, protocol: 'seldon', rest: at(nodeRest), grpc: at(nodeGrpc), observe }),
  });
}
