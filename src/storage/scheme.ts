import type { IncomingHttpHeaders } from 'node:http';
import type { Bucket } from './buckets/bucket.ts';
import type { Checksum } from './checksums/checksum.ts';
import type { ModelUri } from './model-uri.ts';
import type { HttpRequest } from './requests/http-client.ts';
import type { ExplainFailure } from './requests/store-failure.ts';
import type { StorageContext } from './storage-context.ts';

/** One file of a model that lies behind HTTP. */
export interface RemoteObject {
  /** Where it belongs in the model's folder, with `/`. */
  readonly path: string;
  /** Undefined when the store does not say: it is then read in one piece. */
  readonly sizeBytes: number | undefined;
  /** Changes when the content does: an ETag, a generation, a checksum. */
  readonly version: string;
  /** What the store says of the content, to be compared after the download. */
  readonly checksum: Checksum | undefined;
  /** False when the store does not answer ranges. */
  readonly hasRanges: boolean;
  /** True where the range goes into the address: an answer with status 200 then begins where it was asked to. */
  readonly isRangeInUrl?: boolean;
  /** The ETag header that each answer must have; answers without the header pass. */
  readonly etag?: string | undefined;
  readonly explain?: ExplainFailure | undefined;
  /** The checksum of the whole object, where the headers of an answer to a request for all of it have one. */
  readChecksum?(headers: IncomingHttpHeaders): Checksum | undefined;
  /** Asks the store for the checksum, for objects that are fetched in parts. */
  findChecksum?(): Promise<Checksum | undefined>;
  /** The request for its bytes, signed for the Range header that is given. Made again for each try. */
  request(range: string | undefined): HttpRequest | Promise<HttpRequest>;
}

/** What a URI turned out to be. */
export type Source =
  /** A file or folder of this machine, used where it lies. */
  | { readonly kind: 'local'; readonly path: string; readonly version: string }
  /** Files to download. */
  | {
      readonly kind: 'objects';
      readonly objects: readonly RemoteObject[];
      /** Whether the URI names one object and not a folder. */
      readonly isSingle: boolean;
      /**
       * Makes the model of the objects, where they are not its files: from the folder that they are in, in an empty one. Gives the path in there, `''`
       * or with `/`, of what the URI names.
       */
      assemble?(from: string, to: string): Promise<string>;
    }
  /** Something that only a program or a walk of its own can put into a folder. */
  | {
      readonly kind: 'produced';
      readonly version: string;
      readonly sizeBytes?: number | undefined;
      readonly isSingle: boolean;
      produce(folder: string, onBytes: (count: number) => void): Promise<void>;
    };

/** One way to say where a model lies. */
export interface Scheme {
  /** The forms of its URIs, for help and messages. */
  readonly forms: readonly string[];
  /** Finds out what the URI means now. Throws RadiantErrors that say what to set. Downloads no model. */
  open(uri: ModelUri, context: StorageContext): Promise<Source>;
  /** The bucket of a URI, and the path that the URI names in it. */
  openBucket?(uri: ModelUri, context: StorageContext): Promise<{ readonly bucket: Bucket; readonly path: string }>;
}

/** A scheme whose folders can also be read file by file, as DVC's remotes are. */
export type RemoteScheme = Scheme & Required<Pick<Scheme, 'openBucket'>>;
