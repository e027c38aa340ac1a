/** What a V2 path asks for. `stream` are the paths whose answers are server-sent events. */
export type V2Target =
  | 'infer'
  | 'stream'
  | 'metadata'
  | 'ready'
  | 'load'
  | 'unload'
  | 'modelDocs'
  | 'serverMetadata'
  | 'serverLive'
  | 'serverReady'
  | 'index'
  | 'docs'
  | 'openapi';

/** Paths without names. */
export const V2_PATHS: Readonly<Record<string, V2Target>> = {
  '/v2': 'serverMetadata',
  '/v2/docs': 'docs',
  '/v2/docs/dataplane.json': 'openapi',
  '/v2/health/live': 'serverLive',
  '/v2/health/ready': 'serverReady',
  '/v2/models/infer': 'infer',
  '/v2/repository/index': 'index',
};

/** What may follow behind a model's name and version. */
const MODEL_ACTIONS: Readonly<Record<string, V2Target>> = {
  '': 'metadata',
  docs: 'modelDocs',
  generate: 'infer',
  generate_stream: 'stream',
  infer: 'infer',
  infer_stream: 'stream',
  ready: 'ready',
};

export interface V2Route {
  readonly target: V2Target;
  /** Undefined where the path leaves the name out: the only model. */
  readonly model: string | undefined;
  readonly version: string | undefined;
}

const MODELS = '/v2/models/';
const REPOSITORY = '/v2/repository/models/';

/**
 * Takes a path apart: `/v2/models/NAME[/versions/VERSION][/ACTION]`, `/v2/repository/models/NAME/load`; a slash at the end does not count.
 * Undefined when it is none of them.
 */
export function parseRoute(given: string): V2Route | undefined {
  const path = given.endsWith('/') ? given.slice(0, -1) : given;
  if (Object.hasOwn(V2_PATHS, path)) return { target: V2_PATHS[path]!, model: undefined, version: undefined };
  if (path.startsWith(MODELS)) return parseModelRoute(path);
  if (!path.startsWith(REPOSITORY)) return undefined;
  const [name = '', action, ...rest] = path.slice(REPOSITORY.length).split('/');
  if (name === '' || rest.length > 0 || (action !== 'load' && action !== 'unload')) return undefined;
  return { target: action, model: unescapePart(name), version: undefined };
}

function parseModelRoute(path: string): V2Route | undefined {
  const start = MODELS.length;
  const end = path.indexOf('/', start);
  const model = unescapePart(end === -1 ? path.slice(start) : path.slice(start, end));
  if (model === '') return undefined;
  let action = end === -1 ? '' : path.slice(end + 1);
  let version: string | undefined;
  if (action.startsWith('versions/')) {
    const [text = '', ...rest] = action.slice('versions/'.length).split('/');
    if (text === '') return undefined;
    version = unescapePart(text);
    action = rest.join('/');
  }
  if (action === 'docs/dataplane.json') return { target: 'openapi', model, version };
  return Object.hasOwn(MODEL_ACTIONS, action) ? { target: MODEL_ACTIONS[action]!, model, version } : undefined;
}

function unescapePart(part: string): string {
  if (!part.includes('%')) return part;
  try {
    return decodeURIComponent(part);
  } catch {
    // A lone percent sign stands for itself.
    return part;
  }
}
