/** The recorded cases' format: tests/golden/README.md describes every member. */
export interface GoldenFile {
  readonly theme: string;
  readonly servers?: Readonly<Record<string, ServerDefinition>>;
  readonly cases: readonly GoldenCase[];
}

export interface ServerDefinition {
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
}

export interface HttpCase extends CaseCommon {
  readonly kind: 'http';
  readonly server: string;
  readonly request: HttpRequest;
  readonly response: HttpAnswer;
}

export interface GrpcCase extends CaseCommon {
  readonly kind: 'grpc';
  readonly server: string;
  readonly request: GrpcRequest;
  readonly response: GrpcAnswer;
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
