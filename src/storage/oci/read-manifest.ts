import { createHash } from 'node:crypto';
import { RadiantError } from '../../base/index.ts';
import type { Registry } from './open-registry.ts';
import { DIGEST, type Reference } from './parse-reference.ts';

/** What a manifest says of one blob. */
export interface Descriptor {
  readonly mediaType: string;
  readonly digest: string;
  readonly sizeBytes: number;
  readonly annotations: Readonly<Record<string, unknown>>;
}

interface ManifestText {
  readonly mediaType?: unknown;
  readonly layers?: unknown;
  readonly manifests?: unknown;
}

const ACCEPT = [
  'application/vnd.oci.image.manifest.v1+json',
  'application/vnd.oci.image.index.v1+json',
  'application/vnd.docker.distribution.manifest.v2+json',
  'application/vnd.docker.distribution.manifest.list.v2+json',
].join(', ');
/** What registries take at least, and most take at most. */
const MAX_MANIFEST_BYTES = 4 * 2 ** 20;
/** An index may name an index. */
const MAX_DEPTH = 4;

/** The layers of the manifest that a reference names. Of an index linux/amd64 is taken, else the first: a model is the same for all machines. */
export async function readManifest(registry: Registry, reference: Reference, shown: string): Promise<Descriptor[]> {
  let { name, digest } = reference;
  for (let depth = 0; depth < MAX_DEPTH; depth++) {
    const { text, headers } = await registry.get(`manifests/${name}`, ACCEPT);
    checkText(text, digest ?? readDigest(headers['docker-content-digest']), shown);
    const manifest = parseManifest(text, shown);
    if (Array.isArray(manifest.layers)) return manifest.layers.map((layer) => readDescriptor(layer, shown));
    if (!Array.isArray(manifest.manifests)) throw refused(`${shown} has a manifest without layers`);
    digest = choosePlatform(manifest.manifests, shown).digest;
    name = digest;
  }
  throw refused(`${shown} has an index of an index of an index: it is refused`);
}

function checkText(text: string, digest: string | undefined, shown: string): void {
  if (text.length > MAX_MANIFEST_BYTES)
    throw refused(`${shown} has a manifest of more than ${MAX_MANIFEST_BYTES} bytes`);
  if (digest === undefined) return;
  const algorithm = digest.slice(0, digest.indexOf(':'));
  const found = `${algorithm}:${createHash(algorithm).update(text).digest('hex')}`;
  if (found !== digest) {
    throw new RadiantError('DATA_LOSS', `the manifest of ${shown} has the digest ${found}, it should be ${digest}`, {
      reason: 'CHECKSUM_MISMATCH',
    });
  }
}

function readDigest(header: string | string[] | undefined): string | undefined {
  return typeof header === 'string' && DIGEST.test(header) ? header : undefined;
}

function parseManifest(text: string, shown: string): ManifestText {
  try {
    const value = JSON.parse(text) as unknown;
    if (typeof value === 'object' && value !== null) return value;
  } catch {
    // Told below.
  }
  throw refused(`the manifest of ${shown} is no JSON object: is it a registry?`);
}

function choosePlatform(manifests: readonly unknown[], shown: string): Descriptor {
  const candidates = manifests.filter((each) => {
    const { annotations } = (each ?? {}) as { annotations?: Record<string, unknown> | null };
    // Build records stand beside images in the index.
    return annotations?.['vnd.docker.reference.type'] === undefined && platformOf(each) !== 'unknown/unknown';
  });
  const chosen = candidates.find((each) => platformOf(each) === 'linux/amd64') ?? candidates[0];
  if (chosen === undefined) throw refused(`${shown} is an index without a manifest`);
  return readDescriptor(chosen, shown);
}

function platformOf(manifest: unknown): string {
  const { platform } = (manifest ?? {}) as { platform?: { os?: unknown; architecture?: unknown } | null };
  return `${String(platform?.os)}/${String(platform?.architecture)}`;
}

function readDescriptor(value: unknown, shown: string): Descriptor {
  const { mediaType, digest, size, annotations } = (value ?? {}) as Readonly<Record<string, unknown>>;
  const isWhole = typeof digest === 'string' && DIGEST.test(digest) && Number.isSafeInteger(size) && Number(size) >= 0;
  if (!isWhole) throw refused(`the manifest of ${shown} has an entry without a good digest and size`);
  return {
    mediaType: typeof mediaType === 'string' ? mediaType : '',
    digest,
    sizeBytes: Number(size),
    annotations: typeof annotations === 'object' && annotations !== null ? { ...annotations } : {},
  };
}

function refused(message: string): RadiantError {
  return new RadiantError('FAILED_PRECONDITION', message, { reason: 'STORE_REFUSED' });
}
