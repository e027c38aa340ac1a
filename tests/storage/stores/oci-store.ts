import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureRegistry } from '../../support/ensure-registry.ts';
import { startProcess } from './start-process.ts';
import type { Files, StoreEntry } from './store.ts';

/** A registry as the distribution project makes it, with the model as ORAS would push it. */
export const ociStore: StoreEntry = {
  name: 'oci (docker-registry)',
  page: 'oci',
  start: async (given) => {
    const registry = await startRegistry();
    if ('missing' in registry) return registry;
    const files = { ...given };
    const push = (): Promise<string> => pushFiles(registry, 'models/iris:v1', files);
    await push();
    const uri = `oci://${registry.host}/models/iris:v1`;
    return {
      uri,
      environment: {},
      fileUri: (path) => `${uri}/${path}`,
      missingUri: `oci://${registry.host}/models/iris:v2`,
      replace: async (path, content) => {
        files[path] = content;
        await push();
      },
      stop: registry.stop,
    };
  },
};

export interface RunningRegistry {
  /** `127.0.0.1:PORT`. */
  readonly host: string;
  /** Goes along with what is pushed. */
  readonly headers: Readonly<Record<string, string>>;
  stop(): Promise<void>;
}

/** The user and password of a registry that wants one, and the line of the file that says so (bcrypt). */
export const REGISTRY_LOGIN = { username: 'reader', password: 'secret-words' };
const HTPASSWD = 'reader:$2y$05$3vU350GhsiuKX0Gq0HqQu.edtZzLE8ZV2iGMTSF6CQuZA0QQWhkSO\n';

/** Starts a registry on a free port. */
export async function startRegistry({
  hasLogin = false,
} = {}): Promise<RunningRegistry | { readonly missing: string }> {
  const found = await ensureRegistry();
  if ('missing' in found) return found;
  const folder = mkdtempSync(join(tmpdir(), 'radiant-registry-'));
  writeFileSync(join(folder, 'htpasswd'), HTPASSWD);
  const config = {
    version: 0.1,
    storage: { inmemory: {} },
    http: { addr: '127.0.0.1:0', secret: 'for-tests' },
    ...(hasLogin ? { auth: { htpasswd: { realm: 'models', path: join(folder, 'htpasswd') } } } : {}),
  };
  // JSON is YAML too.
  writeFileSync(join(folder, 'config.yml'), JSON.stringify(config));
  const { match, stop } = await startProcess(
    found.path,
    ['serve', join(folder, 'config.yml')],
    /listening on 127\.0\.0\.1:(\d+)/,
  );
  const pair = Buffer.from(`${REGISTRY_LOGIN.username}:${REGISTRY_LOGIN.password}`).toString('base64');
  return {
    host: `127.0.0.1:${match}`,
    headers: hasLogin ? { authorization: `Basic ${pair}` } : {},
    stop: async () => {
      await stop();
      rmSync(folder, { recursive: true });
    },
  };
}

export interface Blob {
  readonly content: Buffer;
  readonly mediaType: string;
  readonly annotations?: Readonly<Record<string, string>>;
}

export function digestOf(content: Buffer | string): string {
  return `sha256:${createHash('sha256').update(content).digest('hex')}`;
}

export function describeBlob({ content, ...rest }: Blob): object {
  return { ...rest, digest: digestOf(content), size: content.length };
}

const CONFIG: Blob = { content: Buffer.from('{}'), mediaType: 'application/vnd.oci.image.config.v1+json' };
export const MANIFEST_TYPE = 'application/vnd.oci.image.manifest.v1+json';

/** The manifest of some layers. */
export function makeManifest(layers: readonly Blob[], mediaType = MANIFEST_TYPE): string {
  return JSON.stringify({
    schemaVersion: 2,
    mediaType,
    config: describeBlob(CONFIG),
    layers: layers.map(describeBlob),
  });
}

/** Layers as ORAS makes them of files, each with its title. */
export function fileLayers(files: Files): Blob[] {
  return Object.entries(files).map(([title, content]) => ({
    content,
    mediaType: 'application/vnd.oci.image.layer.v1.tar',
    annotations: { 'org.opencontainers.image.title': title },
  }));
}

export async function pushFiles(registry: RunningRegistry, name: string, files: Files): Promise<string> {
  return await pushLayers(registry, name, fileLayers(files));
}

/** Pushes layers and their manifest as `repository:tag`. Gives the manifest's digest. */
export async function pushLayers(
  registry: RunningRegistry,
  name: string,
  layers: readonly Blob[],
  mediaType = MANIFEST_TYPE,
): Promise<string> {
  const [repository = ''] = name.split(':');
  for (const blob of [CONFIG, ...layers]) await pushBlob(registry, repository, blob.content);
  return await pushManifest(registry, name, makeManifest(layers, mediaType), mediaType);
}

async function pushBlob({ host, headers }: RunningRegistry, repository: string, content: Buffer): Promise<void> {
  const begun = await fetch(`http://${host}/v2/${repository}/blobs/uploads/`, { method: 'POST', headers });
  const place = new URL(begun.headers.get('location') ?? '', `http://${host}`);
  place.searchParams.set('digest', digestOf(content));
  const answer = await fetch(place, {
    method: 'PUT',
    headers: { ...headers, 'content-type': 'application/octet-stream' },
    body: new Uint8Array(content),
  });
  if (!answer.ok) throw new Error(`${repository}: ${answer.status} ${await answer.text()}`);
}

/** Pushes a manifest or an index. Gives its digest. */
export async function pushManifest(
  { host, headers }: RunningRegistry,
  name: string,
  text: string,
  mediaType = MANIFEST_TYPE,
): Promise<string> {
  const [repository, tag] = name.split(':');
  const answer = await fetch(`http://${host}/v2/${repository}/manifests/${tag ?? digestOf(text)}`, {
    method: 'PUT',
    headers: { ...headers, 'content-type': mediaType },
    body: text,
  });
  if (!answer.ok) throw new Error(`${name}: ${answer.status} ${await answer.text()}`);
  return digestOf(text);
}
