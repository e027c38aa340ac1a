import { RadiantError } from '../../base/index.ts';
import { archiveKind } from '../archive/archive-kind.ts';
import type { RemoteObject, Scheme, Source } from '../scheme.ts';
import type { StorageContext } from '../storage-context.ts';
import { assembleLayers, layerFile } from './assemble-layers.ts';
import { chooseLayers, type ModelLayer } from './choose-layers.ts';
import { openRegistry, type Registry } from './open-registry.ts';
import { parseReference } from './parse-reference.ts';
import { type Descriptor, readManifest } from './read-manifest.ts';

/** A model in an OCI registry: files as ORAS and ModelPack keep them, or an image with the model in /models. */
export const ociScheme: Scheme = {
  forms: ['oci://registry/name:tag', 'oci://registry/name@sha256:digest', 'oci://registry/name:tag/folder/or/file'],
  open: async (uri, context) => {
    const reference = parseReference(uri);
    const registry = await openRegistry(context, reference, uri.shown);
    const layers = chooseLayers(await readManifest(registry, reference, uri.shown), uri.shown);
    if (layers.every((layer) => layer.kind === 'file')) return openFiles(layers, reference.path, registry, uri.shown);
    return openLayers(layers, reference.path, registry, { context, shown: uri.shown });
  },
};

/** Each layer is a file. */
function openFiles(
  layers: readonly Extract<ModelLayer, { kind: 'file' }>[],
  path: string,
  registry: Registry,
  shown: string,
): Source {
  const chosen = layers.filter(({ path: at }) => path === '' || at === path || at.startsWith(`${path}/`));
  const [first] = chosen;
  if (first === undefined && path !== '')
    throw new RadiantError('NOT_FOUND', `there is no ${path} in ${shown}`, { reason: 'MODEL_NOT_FOUND' });
  const isFile = chosen.length === 1 && first?.path === path;
  const prefix = isFile ? path.slice(0, path.lastIndexOf('/') + 1) : path === '' ? '' : `${path}/`;
  return {
    kind: 'objects',
    // An artefact that is nothing but an archive is unpacked; one with a single other file is a folder with that file.
    isSingle: isFile || (chosen.length === 1 && path === '' && archiveKind(first?.path ?? '') !== undefined),
    objects: chosen.map(({ path: at, descriptor }) => toObject(at.slice(prefix.length), descriptor, registry)),
  };
}

/** Layers that have to be unpacked one over the other. */
function openLayers(
  layers: readonly ModelLayer[],
  path: string,
  registry: Registry,
  { context, shown }: { readonly context: StorageContext; readonly shown: string },
): Source {
  return {
    kind: 'objects',
    isSingle: false,
    objects: layers.map(({ descriptor }, index) => toObject(layerFile(index), descriptor, registry)),
    assemble: (from, to) => assembleLayers(from, to, { layers, path, shown, limits: context.limits }),
  };
}

function toObject(path: string, { digest, sizeBytes }: Descriptor, registry: Registry): RemoteObject {
  const [algorithm, hex = ''] = digest.split(':');
  return {
    path,
    sizeBytes,
    version: digest,
    checksum: { algorithm: algorithm === 'sha512' ? 'sha512' : 'sha256', hex },
    hasRanges: true,
    explain: registry.explain,
    request: (range) => registry.blob(digest, range),
  };
}
