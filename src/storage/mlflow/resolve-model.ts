import { RadiantError } from '../../base/index.ts';
import type { ModelUri } from '../model-uri.ts';
import type { TrackingServer } from './tracking-server.ts';

interface ModelVersion {
  readonly version?: unknown;
  readonly current_stage?: unknown;
}

/** Where the artefacts of a `models:/` URI lie: `name/3`, `name/Production`, `name/latest`, `name@alias`, or the `m-...` of a logged model. */
export async function resolveModel({ rest, shown }: ModelUri, server: TrackingServer): Promise<string> {
  const words = rest.replace(/^\/+|\/+$/g, '');
  const [, id, inId = ''] = /^(m-[0-9a-f]{16,})(?:\/(.+))?$/.exec(words) ?? [];
  if (id !== undefined) return below(await logged(id, server), inId);
  const alias = /^([^/]+)@([^/@]+)(?:\/(.+))?$/.exec(words);
  const slash = /^([^/@]+)\/([^/]+)(?:\/(.+))?$/.exec(words);
  const [, name = '', which = '', path = ''] = (alias ?? slash ?? []).map((word) => word && decodeWord(word));
  if (name === '') {
    throw new RadiantError(
      'INVALID_ARGUMENT',
      `${shown} should look like models:/name/3, models:/name/latest or models:/name@alias`,
      {
        reason: 'INVALID_URI',
      },
    );
  }
  const version =
    alias !== null
      ? await ofAlias(name, which, server)
      : /^\d+$/.test(which)
        ? which
        : await ofStage(name, which, server, shown);
  const reply = await server.get('mlflow/model-versions/get-download-uri', { name, version });
  const { artifact_uri: uri } = reply as { artifact_uri?: unknown };
  if (typeof uri !== 'string') throw lacks('artifact_uri', shown);
  const inner = /^models:\/+(m-[0-9a-f]+)$/.exec(uri)?.[1];
  return below(inner === undefined ? uri : await logged(inner, server), path);
}

function below(uri: string, path: string): string {
  return path === '' ? uri : `${uri.replace(/\/+$/, '')}/${path}`;
}

function decodeWord(word: string): string {
  try {
    return decodeURIComponent(word);
  } catch {
    return word;
  }
}

/** Where a path of a run's artefacts lies. Models of MLflow 3 lie beside the run and are known by their name. */
export async function resolveRun({ rest, shown }: ModelUri, server: TrackingServer): Promise<string> {
  const [id = '', ...path] = rest.replace(/^\/+|\/+$/g, '').split('/');
  const { run } = (await server.get('mlflow/runs/get', { run_id: id })) as {
    run?: { info?: { artifact_uri?: unknown }; outputs?: { model_outputs?: readonly { model_id?: unknown }[] } };
  };
  const name = path.join('/');
  for (const { model_id: model } of run?.outputs?.model_outputs ?? []) {
    if (typeof model !== 'string') continue;
    const info = await askLogged(model, server);
    const own = String(info.name);
    if (own !== '' && (name === own || name.startsWith(`${own}/`)))
      return below(String(info.artifact_uri), name.slice(own.length + 1));
  }
  const uri = run?.info?.artifact_uri;
  if (typeof uri !== 'string') throw lacks('artifact_uri', shown);
  return below(uri, name);
}

async function logged(id: string, server: TrackingServer): Promise<string> {
  const { artifact_uri: uri } = await askLogged(id, server);
  if (typeof uri !== 'string') throw lacks('artifact_uri', id);
  return uri;
}

async function askLogged(
  id: string,
  server: TrackingServer,
): Promise<{ readonly name?: unknown; readonly artifact_uri?: unknown }> {
  const reply = (await server.get(`mlflow/logged-models/${encodeURIComponent(id)}`)) as { model?: { info?: object } };
  return reply.model?.info ?? {};
}

async function ofAlias(name: string, alias: string, server: TrackingServer): Promise<string> {
  const reply = (await server.get('mlflow/registered-models/alias', { name, alias })) as {
    model_version?: ModelVersion;
  };
  return String(reply.model_version?.version);
}

/** The highest version in a stage, or of all for `latest`. */
async function ofStage(name: string, stage: string, server: TrackingServer, shown: string): Promise<string> {
  const isAny = stage.toLowerCase() === 'latest';
  let best = 0;
  for (let token: string | undefined = ''; token !== undefined; ) {
    const query: Record<string, string> = { filter: `name='${name.replaceAll("'", "''")}'`, max_results: '200' };
    const reply = (await server.get(
      'mlflow/model-versions/search',
      token === '' ? query : { ...query, page_token: token },
    )) as {
      model_versions?: readonly ModelVersion[];
      next_page_token?: unknown;
    };
    for (const { version, current_stage } of reply.model_versions ?? []) {
      if (isAny || String(current_stage).toLowerCase() === stage.toLowerCase())
        best = Math.max(best, Number(version) || 0);
    }
    token =
      typeof reply.next_page_token === 'string' && reply.next_page_token !== '' ? reply.next_page_token : undefined;
  }
  if (best > 0) return String(best);
  throw new RadiantError(
    'NOT_FOUND',
    `the MLflow registry has no version of ${name}${isAny ? '' : ` in the stage ${stage}`} (${shown})`,
    {
      reason: 'MODEL_NOT_FOUND',
    },
  );
}

function lacks(field: string, shown: string): RadiantError {
  return new RadiantError('FAILED_PRECONDITION', `the MLflow server's answer about ${shown} lacks ${field}`, {
    reason: 'STORE_REFUSED',
  });
}
