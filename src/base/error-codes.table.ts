/**
 * Every error code with its gRPC status number and HTTP status.
 * Source: google.golang.org/grpc codes and the mapping of google.rpc.Code to HTTP.
 */
export const ERROR_CODES = {
  ABORTED: { grpc: 10, http: 409 },
  ALREADY_EXISTS: { grpc: 6, http: 409 },
  CANCELLED: { grpc: 1, http: 499 },
  DATA_LOSS: { grpc: 15, http: 500 },
  DEADLINE_EXCEEDED: { grpc: 4, http: 504 },
  FAILED_PRECONDITION: { grpc: 9, http: 400 },
  INTERNAL: { grpc: 13, http: 500 },
  INVALID_ARGUMENT: { grpc: 3, http: 400 },
  NOT_FOUND: { grpc: 5, http: 404 },
  OUT_OF_RANGE: { grpc: 11, http: 400 },
  PERMISSION_DENIED: { grpc: 7, http: 403 },
  RESOURCE_EXHAUSTED: { grpc: 8, http: 429 },
  UNAUTHENTICATED: { grpc: 16, http: 401 },
  UNAVAILABLE: { grpc: 14, http: 503 },
  UNIMPLEMENTED: { grpc: 12, http: 501 },
  UNKNOWN: { grpc: 2, http: 500 },
} as const;

export type ErrorCode = keyof typeof ERROR_CODES;
