/** The recorded cases' format: tests/golden/README.md describes every member. */
export interface GoldenFile {
  readonly theme: string;
  readonly servers?: Readonly<Record<string, ServerDefinition>>;
  readonly cases: readonly GoldenCase[];
}

export type ServerDefinition = MicroserviceDefinition | ExecutorDefinition;

/** A predictor: a graph in front of nodes. */
export interface ExecutorDefinition {
  readonly executor: {
    readonly protocol: string;
    readonly sdep: string;
    readonly namespace: string;
    readonly predictor: string;
    readonly predictorSpec: unknown;
    readonly args?: readonly string[];
    readonly env?: Readonly<Record<string, string>>;
  };
  readonly nodes?: Readonly<Record<string, NodeDefinition>>;
  /** A server that takes the copies of messages. */
  readonly sink?: boolean;
}

/** One of: a class, a server with canned answers, a port where nothing listens. */
export interface NodeDefinition {
  readonly class?: string;
  readonly serviceType?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly stub?: { readonly routes?: readonly StubRoute[] };
  readonly grpcStub?: Readonly<Record<string, GrpcStubAnswer>>;
  readonly dead?: boolean;
}

export interface StubRoute {
  readonly method?: string;
  readonly path: string;
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly echo?: boolean;
  readonly reset?: boolean;
}

export interface GrpcStubAnswer {
  readonly message?: unknown;
  readonly code?: number;
  readonly details?: string;
}

/** What a stub node or the sink was sent. */
export interface Seen {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** What a predictor did beside answering. */
export interface ExecutorAnswer {
  readonly upstream?: readonly Seen[];
  readonly events?: readonly Seen[];
}

export interface MicroserviceDefinition {
  readonly class: string;
  readonly serviceType?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly args?: readonly string[];
  readonly requires?: string;
}

export interface HttpRequest {
  readonly method?: string;
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly bodyBase64?: string;
  readonly bodyRepeat?: {
    readonly before: string;
    readonly text: string;
    readonly times: number;
    readonly after: string;
  };
  readonly port?: 'http' | 'metrics';
}

export interface GrpcRequest {
  readonly service: string;
  readonly method: string;
  readonly metadata?: Readonly<Record<string, string>>;
  readonly message?: unknown;
  readonly messageBase64?: string;
}

export interface Comparison {
  readonly body?: 'json' | 'text' | 'prometheus' | 'none';
  readonly ignore?: readonly string[];
  readonly anyText?: readonly string[];
  readonly patterns?: Readonly<Record<string, string>>;
  readonly unordered?: readonly string[];
  readonly headers?: readonly string[];
  readonly metricNames?: string;
  readonly ignoreValues?: string;
  readonly ignoreLabels?: readonly string[];
  readonly tolerance?: number;
  readonly details?: 'exact';
  /** `valid`: recorded NaN and Infinity tokens stand for what valid JSON can say in their place. */
  readonly nonFinite?: 'tokens' | 'valid';
}

interface CaseCommon {
  readonly id: string;
  readonly tags?: readonly string[];
  readonly compare?: Comparison;
  /** Ask this node and not the predictor. */
  readonly node?: string;
  /** Look at what the stub nodes were sent. */
  readonly upstream?: boolean;
  /** How many events the sink gets. */
  readonly events?: number;
}

export interface HttpCase extends CaseCommon {
  readonly kind: 'http';
  readonly server: string;
  readonly request: HttpRequest;
  /** `error`: the connection was dropped. */
  readonly response: HttpAnswer & ExecutorAnswer & { readonly error?: string };
}

export interface GrpcCase extends CaseCommon {
  readonly kind: 'grpc';
  readonly server: string;
  readonly request: GrpcRequest;
  readonly response: GrpcAnswer & ExecutorAnswer;
}

export interface CliCase extends CaseCommon {
  readonly kind: 'cli';
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly then?: HttpRequest;
  readonly mustSay?: readonly string[];
  readonly response: CliAnswer & { readonly then?: ThenAnswer };
}

export type GoldenCase = HttpCase | GrpcCase | CliCase;

export interface HttpAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly bodyBase64?: string;
}

export interface GrpcAnswer {
  readonly code: number;
  readonly details: string;
  readonly message?: unknown;
  readonly metadata?: Readonly<Record<string, string>>;
}

/** What a command line did: whether it served, and how it ended when it did not. */
export interface CliAnswer {
  readonly started: boolean;
  readonly exitCode: number | null;
  readonly log?: string;
  readonly answer?: ThenAnswer;
}

export interface ThenAnswer {
  readonly status: number;
  readonly body: string;
}
