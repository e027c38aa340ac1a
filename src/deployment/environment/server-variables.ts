import { findRuntime, findServer, isPrepackaged, type ServerCatalogue } from '../servers/index.ts';
import type { EnvVar, PredictiveUnit, Protocol, UnitParameter } from '../types.ts';

const TENSORFLOW_REST = 'http://0.0.0.0:2001';
const TENSORFLOW_GRPC = '0.0.0.0:2000';

/** Parameters of a prepackaged server, but for those that speak another protocol: its own, and where its model is; else undefined. */
export function makeServerParameters(
  unit: PredictiveUnit,
  protocol: Protocol | undefined,
  modelFolder: string,
): readonly UnitParameter[] | undefined {
  if (!isPrepackaged(unit) || protocol === 'v2' || protocol === 'kfserving') return undefined;
  if (unit.implementation === 'TRITON_SERVER') return undefined;
  if (protocol === 'tensorflow' && unit.implementation === 'TENSORFLOW_SERVER') return undefined;
  if (unit.implementation !== 'TENSORFLOW_SERVER') return [...unit.parameters, text('model_uri', modelFolder)];
  const isElsewhere = unit.parameters.some(({ name }) => name === 'rest_endpoint' || name === 'grpc_endpoint');
  const endpoints = [text('rest_endpoint', TENSORFLOW_REST), text('grpc_endpoint', TENSORFLOW_GRPC)];
  return [...unit.parameters, ...(isElsewhere ? [] : endpoints), text('model_name', unit.name)];
}

/** What MLServer's images read, by their order; a value that is undefined stands elsewhere already. Empty for other servers. */
export function listServerVariables(
  unit: PredictiveUnit,
  protocol: Protocol | undefined,
  namespace: string,
  servers: ServerCatalogue,
): readonly { readonly name: string; readonly value?: string }[] {
  if (protocol !== 'v2' && protocol !== 'kfserving') return [];
  const server = findServer(unit, servers);
  const mlserver = server && findRuntime(server, protocol)?.mlserver;
  if (mlserver === undefined) return [];
  const options = { k8s_options: { defaultRuntime: 'tempo.seldon.SeldonKubernetesRuntime', namespace } };
  const more: readonly EnvVar[] =
    unit.implementation === 'HUGGINGFACE_SERVER'
      ? [
          { name: 'MLSERVER_PARALLEL_WORKERS', value: '0' },
          { name: 'XDG_CACHE_HOME', value: '/opt/mlserver' },
        ]
      : [];
  return [
    { name: 'MLSERVER_HTTP_PORT' },
    { name: 'MLSERVER_GRPC_PORT' },
    { name: 'MLSERVER_MODEL_IMPLEMENTATION', value: mlserver },
    { name: 'MLSERVER_MODEL_NAME' },
    { name: 'MLSERVER_MODEL_VERSION', value: 'v1' },
    { name: 'MLSERVER_MODEL_URI', value: '/mnt/models' },
    // The spaces are those of Python's JSON, which wrote this first.
    { name: 'TEMPO_RUNTIME_OPTIONS', value: JSON.stringify(options).replaceAll(':', ': ').replaceAll(',', ', ') },
    ...more,
  ];
}

function text(name: string, value: string): UnitParameter {
  return { name, value, type: 'STRING' };
}
