/** The format of the recordings in tests/golden/v2. */
export interface V2GoldenFile {
  readonly group: string;
  readonly cases: readonly V2Case[];
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
  readonly stream?: boolean;
  readonly requests: readonly { readonly base64: string }[];
  /** The name of the code. */
  readonly status: string;
  readonly details?: string;
  readonly responses: readonly { readonly base64: string }[];
}

export type V2Case = V2HttpCase | V2GrpcCase;

export interface V2Answer {
  /** The HTTP status, or the name of the gRPC code. */
  readonly status: number | string;
  readonly contentType: string;
  /** JSON where it is, else text; for gRPC the messages. */
  readonly body: unknown;
}
