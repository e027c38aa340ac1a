import { grpcStatusName } from '../../base/index.ts';
import type { RequestMethod } from '../../observe/index.ts';
import type { UnaryMethod } from '../grpc/call/method.ts';
import { countOn } from '../grpc/seldon/seldon-methods.ts';
import { grpcCode } from '../grpc/status/grpc-status.ts';
import type { Predictor } from './predictor.ts';

/** Counts calls over gRPC twice: as every server of ours does, and under the names of Seldon's executor. */
export function countGrpc(
  { executorMetrics, metrics }: Predictor,
  path: string,
  label: RequestMethod,
): NonNullable<UnaryMethod['ended']> {
  const theirs = executorMetrics.server(path, 'unary');
  const own = countOn(metrics.requests(label, 'grpc'));
  return (error, durationMs) => {
    own(error, durationMs);
    theirs.observe(grpcStatusName(error && grpcCode(error)), durationMs / 1000);
  };
}
