import { RadiantError } from '../../base/index.ts';
import type { RemoteObject } from '../scheme.ts';
import type { TrackingServer } from './tracking-server.ts';

interface FileInfo {
  readonly path: string;
  readonly is_dir?: unknown;
  readonly file_size?: unknown;
}

const MAX_DEPTH = 32;

/** Every file below a path of the tracking server's own artefact store, which hands them on from where they lie. */
export async function listArtifacts(server: TrackingServer, path: string, maxFiles: number): Promise<RemoteObject[]> {
  const objects: RemoteObject[] = [];
  const walk = async (folder: string, depth: number): Promise<void> => {
    if (depth > MAX_DEPTH || objects.length > maxFiles) {
      throw new RadiantError('OUT_OF_RANGE', `the artefacts at ${path} are more or deeper than a model's would be`, {
        reason: 'MODEL_TOO_LARGE',
      });
    }
    const reply = (await server.get('mlflow-artifacts/artifacts', {
      path: [path, folder].filter(Boolean).join('/'),
    })) as {
      files?: readonly FileInfo[];
    };
    for (const { path: name, is_dir, file_size } of reply.files ?? []) {
      // Names are relative to the folder that was asked for; a server must not lead elsewhere.
      const relative = [folder, String(name).split('/').at(-1)].filter(Boolean).join('/');
      if (is_dir === true) await walk(relative, depth + 1);
      else objects.push(toObject(server, path, relative, Number(file_size ?? Number.NaN)));
    }
  };
  await walk('', 0);
  return objects;
}

function toObject(
  { root, headers, verifyTls, explain }: TrackingServer,
  base: string,
  path: string,
  size: number,
): RemoteObject {
  const full = [base, path].filter(Boolean).join('/');
  return {
    path,
    sizeBytes: Number.isSafeInteger(size) ? size : undefined,
    // Artefacts of a run or version are not replaced: where they lie tells which they are.
    version: full,
    checksum: undefined,
    hasRanges: false,
    explain,
    request: () => ({
      url: new URL(`${root}/api/2.0/mlflow-artifacts/artifacts/${full.split('/').map(encodeURIComponent).join('/')}`),
      headers,
      verifyTls,
    }),
  };
}
