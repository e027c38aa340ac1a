/** The format of the recordings in tests/golden/v2. */
export interface V2GoldenFile {
  readonly group: string;
  readonly cases?: readonly V2Case[];
  readonly scenarios?: readonly V2Scenario[];
  /** Families of the metrics page after all other cases. */
  readonly families?: Readonly<Record<string, V2Family>>;
}

export interface V2Family {
  readonly type: string;
  /** Labels by series; undefined where nothing had been counted. */
  readonly series?: Readonly<Record<string, readonly string[]>>;
}

/** Requests to a model that batches, 20 ms apart. */
export interface V2Scenario {
  readonly name: string;
  readonly answers: readonly {
    readonly request: unknown;
    readonly status: number;
    readonly elapsed_s?: number;
    readonly json?: unknown;
  }[];
}

export interface V2HttpCase {
  readonly name: string;
  readonly request: {
    readonly method: string;
    readonly path: string;
    readonly headers?: Readonly<Record<string, string>>;
    readonly json?: unknown;
    readonly text?: string;
    readonly base64?: string;
  };
  readonly response: {
    readonly status: number;
    readonly headers: Readonly<Record<string, string>>;
    readonly text?: string;
    readonly base64?: string;
  };
  /** JSON pointers into the response that change from run to run. */
  readonly volatile?: readonly string[];
}

export interface V2GrpcCase {
  readonly name: string;
  readonly service: string;
  readonly method: string;
  readonly metadata?: Readonly<Record<string, string>>;
  readonly stream?: boolean;
  readonly requests: readonly { readonly base64: string }[];
  /** The name of the code. */
  readonly status: string;
  readonly details?: string;
  readonly responses: readonly { readonly base64: string }[];
  readonly trailers?: Readonly<Record<string, string>>;
}

export type V2Case = V2HttpCase | V2GrpcCase;

export interface V2Answer {
  /** The HTTP status, or the name of the gRPC code. */
  readonly status: number | string;
  readonly contentType: string;
  /** Those of CloudEvents and of models, by names in lower case; trailing metadata over gRPC. */
  readonly headers: Readonly<Record<string, string>>;
  /** JSON where it is, else text; for gRPC the messages. */
  readonly body: unknown;
}

/** Those headers of an answer that count, in the words of the only recorded server name. */
export function countedHeaders(headers: Readonly<Record<string, unknown>>): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(headers)
      .filter(([name]) => /^(ce|x)-/i.test(name) && name !== 'x-golden-aborted')
      .map(([name, value]) => [name.toLowerCase(), String(value).replace(/golden2$/, 'golden')]),
  );
}
