import { RadiantError } from '../../base/index.ts';
import { askStoreForJson } from '../requests/ask-store.ts';
import type { ExplainFailure } from '../requests/store-failure.ts';
import { firstVariable, readFlag } from '../settings/remote-settings.ts';
import type { StorageContext } from '../storage-context.ts';

/** MLflow's REST API, as far as finding artefacts needs it. */
export interface TrackingServer {
  readonly root: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly verifyTls: boolean;
  readonly explain: ExplainFailure;
  /** GET below `api/2.0/`. */
  get(path: string, query?: Readonly<Record<string, string>>): Promise<unknown>;
}

/** Opens the server of MLFLOW_TRACKING_URI, or of `variable` before it. Throws when neither is an http address. */
export function openTrackingServer(context: StorageContext, shown: string, variable?: string): TrackingServer {
  const { environment } = context;
  const root = firstVariable(environment, ...(variable === undefined ? [] : [variable]), 'MLFLOW_TRACKING_URI');
  if (root === undefined || !/^https?:\/\//.test(root) || !URL.canParse(root)) {
    throw new RadiantError(
      'FAILED_PRECONDITION',
      `${shown} needs a tracking server: set MLFLOW_TRACKING_URI to its address, such as http://mlflow:5000`,
      {
        reason: 'NO_TRACKING_SERVER',
      },
    );
  }
  const base = root.replace(/\/+$/, '');
  const headers = readAuthorization(context);
  const verifyTls = !readFlag(environment.MLFLOW_TRACKING_INSECURE_TLS || undefined, false);
  const explain: ExplainFailure = ({ status, text }) => {
    const code = /"error_code":\s*"(\w+)"/.exec(text)?.[1];
    // Of an alias that is not there it says that the parameter is wrong.
    const isNoAlias = status === 400 && /alias [^"]* not found/i.test(text);
    if (status === 404 || code === 'RESOURCE_DOES_NOT_EXIST' || isNoAlias) {
      return new RadiantError('NOT_FOUND', `the MLflow server ${new URL(base).host} knows nothing of ${shown}`, {
        reason: 'MODEL_NOT_FOUND',
      });
    }
    if (status !== 401 && status !== 403) return undefined;
    return new RadiantError(
      status === 401 ? 'UNAUTHENTICATED' : 'PERMISSION_DENIED',
      `the MLflow server does not give ${shown} (${status}): set MLFLOW_TRACKING_USERNAME and MLFLOW_TRACKING_PASSWORD, or MLFLOW_TRACKING_TOKEN`,
      { reason: status === 401 ? 'NO_CREDENTIALS' : 'STORAGE_FORBIDDEN' },
    );
  };
  return {
    ...{ root: base, headers, verifyTls, explain },
    get: (path, query = {}) =>
      askStoreForJson(context, {
        what: shown,
        request: () => ({ url: new URL(`${base}/api/2.0/${path}?${new URLSearchParams(query)}`), headers, verifyTls }),
        explain,
      }),
  };
}

function readAuthorization({ environment }: StorageContext): Record<string, string> {
  const { MLFLOW_TRACKING_TOKEN, MLFLOW_TRACKING_USERNAME, MLFLOW_TRACKING_PASSWORD } = environment;
  if (MLFLOW_TRACKING_USERNAME) {
    const pair = `${MLFLOW_TRACKING_USERNAME}:${MLFLOW_TRACKING_PASSWORD ?? ''}`;
    return { authorization: `Basic ${Buffer.from(pair).toString('base64')}` };
  }
  return MLFLOW_TRACKING_TOKEN ? { authorization: `Bearer ${MLFLOW_TRACKING_TOKEN}` } : {};
}
