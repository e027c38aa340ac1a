import { fileURLToPath } from 'node:url';
import type { Contender, Ports } from './contender.ts';

export interface Pythons {
  readonly example: string;
  readonly fastapi: string;
  readonly seldon: string;
}

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
const RADIANT = here('../../dist/cli/main.js');
const EXAMPLE = here('../../examples/cluster');
const CONTENDERS = here('contenders');
const MODEL_FILE = here('../../examples/cluster/serialized_models/cluster_model.joblib');
const PREDICT = '/api/v1.0/predictions';
const GRPC_PREDICT = '/seldon.protos.Model/Predict';

function radiant(interfaceName: string, ports: Ports, cwd: string, options: readonly string[] = []) {
  const portOptions = ['--http-port', `${ports.rest}`, '--grpc-port', `${ports.grpc}`, '--metrics-port', `${ports.metrics}`];
  return { program: process.execPath, args: [RADIANT, 'microservice', interfaceName, ...portOptions, ...options], cwd };
}

/** Everything that is measured side by side. The first of each transport is the ceiling that the others are held against. */
export function contenders(pythons: Pythons): readonly Contender[] {
  const seldonArgs = (ports: Ports): readonly string[] => [
    ...['src.prediction_service.ClusterModel', '--service-type', 'MODEL', '--http-port', `${ports.rest}`],
    ...['--grpc-port', `${ports.grpc}`, '--metrics-port', `${ports.metrics}`],
  ];
  const seldon = (ports: Ports) => ({
    program: pythons.seldon.replace(/python$/, 'seldon-core-microservice'),
    args: seldonArgs(ports),
    cwd: EXAMPLE,
  });
  const python = { ...{ env: { RADIANT_PYTHON: pythons.example } } };
  const classOf = (ports: Ports) => ({ ...radiant('src.prediction_service.ClusterModel', ports, EXAMPLE), ...python });
  const batched = (ports: Ports) => ({
    ...radiant('src.prediction_service.ClusterModel', ports, EXAMPLE, ['--max-batch-size', '64']),
    ...python,
  });
  const typescript = (ports: Ports) => radiant('./cluster-model.ts', ports, CONTENDERS);
  return [
    {
      name: 'raw node:http, constant answer',
      transport: 'rest',
      path: '/',
      command: ({ rest }) => ({ program: process.execPath, args: [`${CONTENDERS}/raw-http.mjs`, `${rest}`] }),
    },
    { name: 'Radiant, TypeScript class', transport: 'rest', path: PREDICT, command: typescript },
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
      name: 'grpc-js echo',
      transport: 'grpc',
      path: GRPC_PREDICT,
      command: ({ grpc }) => ({ program: process.execPath, args: [`${CONTENDERS}/grpc-js-echo.mjs`, `${grpc}`] }),
    },
    { name: 'Radiant, TypeScript class', transport: 'grpc', path: GRPC_PREDICT, command: typescript },
    { name: 'Radiant, Python class', transport: 'grpc', path: GRPC_PREDICT, command: classOf },
    { name: 'seldon-core 1.18.2', transport: 'grpc', path: GRPC_PREDICT, command: seldon },
  ];
}
