import { RadiantError } from '../../base/index.ts';
import type { Descriptor } from './read-manifest.ts';

/** A layer, and what becomes of it. */
export type ModelLayer =
  /** A file of the model. */
  | { readonly kind: 'file'; readonly descriptor: Descriptor; readonly path: string }
  /** A tar, compressed or not. Layers of an image may take away what earlier ones brought. */
  | { readonly kind: 'tar'; readonly descriptor: Descriptor; readonly isImage: boolean };

const TITLE = 'org.opencontainers.image.title';
/** ModelPack's, by its present and its former name. */
const FILE_PATHS = ['org.cncf.model.filepath', 'org.cnai.model.filepath'];
/** How ORAS says that a title names a folder, packed. */
const IS_FOLDER = 'io.deis.oras.content.unpack';
const TAR = /[./+-]tar(?:[.+](?:gz|gzip|zst|zstd))?$/;
const IMAGE = /^application\/vnd\.(?:oci\.image\.layer|docker\.image\.rootfs)\./;
const EMPTY = 'application/vnd.oci.empty.v1+json';

/**
 * Says of each layer whether it is a file or a tar: by the annotations of ORAS and ModelPack, else by its media type (images, KitOps). ORAS calls every file a
 * layer of an image when nothing else is said, so that a title counts before the media type.
 */
export function chooseLayers(layers: readonly Descriptor[], shown: string): ModelLayer[] {
  return layers
    .filter(({ mediaType }) => mediaType !== EMPTY)
    .map((descriptor): ModelLayer => {
      const { mediaType, annotations } = descriptor;
      const isTar = TAR.test(mediaType);
      const title = wordOf(annotations[TITLE]);
      const path = title ?? FILE_PATHS.map((key) => wordOf(annotations[key])).find((word) => word !== undefined);
      const isPacked = title === undefined ? isTar : annotations[IS_FOLDER] === 'true';
      if (path !== undefined && !isPacked) return { kind: 'file', descriptor, path };
      if (isTar) return { kind: 'tar', descriptor, isImage: title === undefined && IMAGE.test(mediaType) };
      throw new RadiantError(
        'FAILED_PRECONDITION',
        `${shown} has a layer of the type ${JSON.stringify(mediaType).slice(0, 200)}, which is no tar, without the annotation ${TITLE} that would name its file`,
        { reason: 'STORE_REFUSED' },
      );
    });
}

function wordOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}
