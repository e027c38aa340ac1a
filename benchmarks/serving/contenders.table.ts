import { fileURLToPath } from 'node:url';
import type { Contender, Ports } from './contender.ts';
import { V2_BATCH, V2_BINARY_BATCH, V2_BINARY_HEADERS, V2_ROW, v2GrpcRow } from './v2-requests.ts';

export interface Pythons {
  readonly example: string;
  readonly fastapi: string;
  readonly seldon: string;
  readonly mlserver: string;
  readonly kserve: string;
}

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
const RADIANT = here('../../dist/cli/main.js');
const EXAMPLE = here('../../examples/cluster');
const CONTENDERS = here('contenders');
const MODEL_FILE = here('../../examples/cluster/serialized_models/cluster_model.joblib');
const PREDICT = '/api/v1.0/predictions';
const V2_INFER = '/v2/models/infer';
const V2_GRPC_INFER = '/inference.GRPCInferenceService/ModelInfer';
const GRPC_PREDICT = '/seldon.protos.Model/Predict';

/** MLServer's own two files for a model. */
const MLSERVER_SETTINGS = here('../../.cache/benchmark-serving/mlserver');
const IRIS_ROW = Buffer.from('{"data":{"ndarray":[[5.1,3.5,1.4,0.2]]}}');
const V1_ROW = Buffer.from('{"instances":[[1,2]]}');

function radiant(interfaceName: string, ports: Ports, cwd: string, options: readonly string[] = []) {
  const portOptions = ['--http-port', `${ports.rest}`, '--grpc-port', `${ports.grpc}`, '--metrics-port', `${ports.metrics}`];
  return { program: process.execPath, args: [RADIANT, 'microservice', interfaceName, ...portOptions, ...options], cwd };
}

function serve(model: string, ports: Ports) {
  const portOptions = ['--http-port', `${ports.rest}`, '--grpc-port', `${ports.grpc}`, '--metrics-port', `${ports.metrics}`];
  return { program: process.execPath, args: [RADIANT, 'serve', model, ...portOptions] };
}

/** Everything that is measured side by side. The first of each transport is the ceiling that the others are held against. */
export function contenders(pythons: Pythons, models: string): readonly Contender[] {
  const seldonArgs = (ports: Ports): readonly string[] => [
    ...['src.prediction_service.ClusterModel', '--service-type', 'MODEL', '--http-port', `${ports.rest}`],
    ...['--grpc-port', `${ports.grpc}`, '--metrics-port', `${ports.metrics}`],
  ];
  const seldon = (ports: Ports) => ({
    program: pythons.seldon.replace(/python$/, 'seldon-core-microservice'),
    args: seldonArgs(ports),
    cwd: EXAMPLE,
  });
  const forestClass = { cwd: CONTENDERS, env: { RADIANT_PYTHON: pythons.example, FOREST_FILE: `${models}/forest.joblib` } };
  const seldonForest = (ports: Ports) => ({
    ...seldon(ports),
    args: ['forest_model.ForestModel', ...seldonArgs(ports).slice(1)],
    ...forestClass,
  });
  const python = { ...{ env: { RADIANT_PYTHON: pythons.example } } };
  const classOf = (ports: Ports) => ({ ...radiant('src.prediction_service.ClusterModel', ports, EXAMPLE), ...python });
  const batched = (ports: Ports) => ({
    ...radiant('src.prediction_service.ClusterModel', ports, EXAMPLE, ['--max-batch-size', '64']),
    ...python,
  });
  const typescript = (ports: Ports) => radiant('./cluster-model.ts', ports, CONTENDERS);
  const native = (ports: Ports) => serve(MODEL_FILE, ports);
  const forest = (ports: Ports) => serve(`${models}/forest.joblib`, ports);
  const iris = (ports: Ports) => serve(`${models}/iris.joblib`, ports);
  const pythonForest = (ports: Ports, options: readonly string[]) => ({
    ...radiant('forest_model.ForestModel', ports, CONTENDERS, options),
    ...forestClass,
  });
  const wide = (ports: Ports) => serve(`${models}/wide.joblib`, ports);
  const mlserver = (ports: Ports) => ({
    program: pythons.mlserver.replace(/python$/, 'mlserver'),
    args: ['start', MLSERVER_SETTINGS],
    env: {
      MLSERVER_HTTP_PORT: `${ports.rest}`,
      MLSERVER_GRPC_PORT: `${ports.grpc}`,
      MLSERVER_METRICS_PORT: `${ports.metrics}`,
      MLSERVER_PARALLEL_WORKERS: '0',
      MLSERVER_MODEL_URI: MODEL_FILE,
    },
  });
  const table: readonly (Omit<Contender, 'work'> & Partial<Pick<Contender, 'work'>>)[] = [
    {
      name: 'raw node:http, constant answer',
      transport: 'rest',
      path: '/',
      command: ({ rest }) => ({ program: process.execPath, args: [`${CONTENDERS}/raw-http.mjs`, `${rest}`] }),
    },
    { name: 'Radiant, native KMeans', transport: 'rest', path: PREDICT, command: native },
    { name: 'Radiant, native forest of 100 trees (iris)', transport: 'rest', path: PREDICT, body: IRIS_ROW, command: iris },
    { name: 'Radiant, native forest of 100 trees (54,000 nodes)', transport: 'rest', path: PREDICT, command: forest },
    { name: 'Radiant, TypeScript class', transport: 'rest', path: PREDICT, command: typescript },
    { name: 'Radiant, native KMeans, V2', transport: 'rest', path: V2_INFER, body: V2_ROW, command: native },
    { name: 'Radiant, TypeScript class, V2', transport: 'rest', path: V2_INFER, body: V2_ROW, command: typescript },
    {
      name: 'Radiant, Python forest of 100 trees, micro-batched',
      transport: 'rest',
      path: PREDICT,
      command: (ports) => pythonForest(ports, ['--max-batch-size', '64']),
    },
    { name: 'Radiant, Python forest of 100 trees', transport: 'rest', path: PREDICT, command: (ports) => pythonForest(ports, []) },
    { name: 'seldon-core 1.18.2, forest of 100 trees', transport: 'rest', path: PREDICT, command: seldonForest },
    { name: 'Radiant, Python class', transport: 'rest', path: PREDICT, command: classOf },
    { name: 'Radiant, Python class, micro-batched', transport: 'rest', path: PREDICT, command: batched },
    {
      name: 'FastAPI + scikit-learn, hand-tuned',
      transport: 'rest',
      path: '/predict',
      command: ({ rest }) => ({
        program: pythons.fastapi,
        args: ['-m', 'uvicorn', 'fastapi_app:app', '--port', `${rest}`, '--no-access-log', '--log-level', 'warning'],
        cwd: CONTENDERS,
        env: { MODEL_FILE },
      }),
    },
    { name: 'seldon-core 1.18.2', transport: 'rest', path: PREDICT, command: seldon },
    {
      name: 'MLServer 1.7.1',
      transport: 'rest',
      path: '/v2/models/cluster/infer',
      body: V2_ROW,
      command: mlserver,
    },
    {
      name: 'KServe 0.21.0',
      transport: 'rest',
      path: '/v1/models/cluster:predict',
      body: V1_ROW,
      command: ({ rest }) => ({
        program: pythons.kserve,
        args: [`${CONTENDERS}/kserve_app.py`, '--http_port', `${rest}`],
        env: { MODEL_FILE },
      }),
    },
    {
      name: 'raw node:http, JSON.parse and JSON.stringify',
      transport: 'rest',
      work: 'batch',
      path: '/',
      command: ({ rest }) => ({ program: process.execPath, args: [`${CONTENDERS}/raw-json.mjs`, `${rest}`] }),
    },
    { name: 'Radiant, native KMeans', transport: 'rest', work: 'batch', path: PREDICT, command: wide },
    { name: 'Radiant, native KMeans, V2', transport: 'rest', work: 'batch', path: V2_INFER, body: V2_BATCH, command: wide },
    {
      name: 'Radiant, native KMeans, V2 in binary tensors',
      transport: 'rest',
      work: 'batch',
      path: V2_INFER,
      body: V2_BINARY_BATCH,
      headers: V2_BINARY_HEADERS,
      command: wide,
    },
    {
      name: 'grpc-js echo',
      transport: 'grpc',
      path: GRPC_PREDICT,
      command: ({ grpc }) => ({ program: process.execPath, args: [`${CONTENDERS}/grpc-js-echo.mjs`, `${grpc}`] }),
    },
    { name: 'Radiant, native KMeans', transport: 'grpc', path: GRPC_PREDICT, command: native },
    { name: 'Radiant, native forest of 100 trees (54,000 nodes)', transport: 'grpc', path: GRPC_PREDICT, command: forest },
    { name: 'Radiant, TypeScript class', transport: 'grpc', path: GRPC_PREDICT, command: typescript },
    { name: 'Radiant, native KMeans, V2', transport: 'grpc', path: V2_GRPC_INFER, body: v2GrpcRow(''), command: native },
    { name: 'MLServer 1.7.1', transport: 'grpc', path: V2_GRPC_INFER, body: v2GrpcRow('cluster'), command: mlserver },
    { name: 'Radiant, Python class', transport: 'grpc', path: GRPC_PREDICT, command: classOf },
    { name: 'seldon-core 1.18.2', transport: 'grpc', path: GRPC_PREDICT, command: seldon },
  ];
  return table.map((contender) => ({ work: 'row', ...contender }));
}
