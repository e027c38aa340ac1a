import type { IncomingMessage, ServerResponse } from 'node:http';
import { answerBytes, listen } from './listen.ts';
import { type Blob, digestOf, fileLayers, MANIFEST_TYPE, makeManifest } from './oci-store.ts';
import type { Files } from './store.ts';

/** A registry that a test bends: one repository `models/iris` with the tag `v1`. */
export interface StandInRegistry {
  readonly address: string;
  /** `127.0.0.1:PORT`. */
  readonly host: string;
  readonly uri: string;
  /** Path and query, and the Authorization and Range headers, of each request. */
  readonly seen: { readonly url: string; readonly authorization: string; readonly range: string }[];
  stop(): Promise<void>;
}

export interface StandInOptions {
  /** Answers in the place of the registry, when it gives true. */
  readonly bend?: (request: IncomingMessage, response: ServerResponse, seen: StandInRegistry['seen']) => boolean;
  readonly manifest?: string;
}

export async function startStandIn(files: Files, { bend, manifest }: StandInOptions = {}): Promise<StandInRegistry> {
  const layers = fileLayers(files);
  const text = manifest ?? makeManifest(layers);
  const blobs = new Map(layers.map((blob: Blob) => [digestOf(blob.content), blob.content]));
  const seen: StandInRegistry['seen'] = [];
  const server = await listen((request, response) => {
    const { url = '', headers } = request;
    seen.push({ url, authorization: headers.authorization ?? '', range: headers.range ?? '' });
    if (bend?.(request, response, seen) === true) return;
    const [, kind, name = ''] = /^\/v2\/models\/iris\/(manifests|blobs)\/([^?]+)$/.exec(url) ?? [];
    const content = kind === 'blobs' ? blobs.get(name) : undefined;
    if (kind === 'manifests' && name === 'v1')
      response.writeHead(200, { 'content-type': MANIFEST_TYPE, 'docker-content-digest': digestOf(text) }).end(text);
    else if (content !== undefined) answerBytes(request, response, content);
    else response.writeHead(404).end(JSON.stringify({ errors: [{ code: 'MANIFEST_UNKNOWN' }] }));
  });
  const host = server.address.replace('http://', '');
  return { address: server.address, host, uri: `oci://${host}/models/iris:v1`, seen, stop: server.stop };
}
