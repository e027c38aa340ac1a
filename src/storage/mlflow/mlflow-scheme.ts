import type { Scheme, Source } from '../scheme.ts';
import type { StorageContext } from '../storage-context.ts';
import { listArtifacts } from './list-artifacts.ts';
import { resolveModel, resolveRun } from './resolve-model.ts';
import { openTrackingServer, type TrackingServer } from './tracking-server.ts';

/** Models of an MLflow tracking server: of its registry, or of a run. The artefacts may lie wherever the other schemes reach. */
export const mlflowScheme: Scheme = {
  forms: ['models:/name/3', 'models:/name/latest', 'models:/name@alias', 'runs:/RUN_ID/path', 'mlflow-artifacts:/path'],
  open: async (uri, context) => {
    if (uri.scheme === 'mlflow-artifacts')
      return await openArtifacts(uri.text, openTrackingServer(context, uri.shown), context);
    const server = openTrackingServer(context, uri.shown, uri.scheme === 'models' ? 'MLFLOW_REGISTRY_URI' : undefined);
    const place = await (uri.scheme === 'models' ? resolveModel(uri, server) : resolveRun(uri, server));
    return await openArtifacts(place, server, context);
  },
};

async function openArtifacts(place: string, server: TrackingServer, context: StorageContext): Promise<Source> {
  const match = /^mlflow-artifacts:(?:\/\/[^/]*)?\/*(.*)$/.exec(place);
  if (match === null) return await context.openUri(place);
  const path = (match[1] ?? '').replace(/\/+$/, '');
  const objects = await listArtifacts(server, path, context.limits.maxFiles);
  if (objects.length > 0) return { kind: 'objects', objects, isSingle: false };
  // Of a single file the server lists nothing; whether it is there shows in its folder.
  const at = path.lastIndexOf('/');
  const siblings = await listArtifacts(server, path.slice(0, Math.max(0, at)), context.limits.maxFiles);
  return { kind: 'objects', objects: siblings.filter((object) => object.path === path.slice(at + 1)), isSingle: true };
}
