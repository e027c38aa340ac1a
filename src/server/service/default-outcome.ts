import { RadiantError } from '../../base/index.ts';
import { type Call, createTensor, type Outcome, type Payload } from '../../payload/index.ts';

/** The answer to a verb that the component has no hook for. Throws INVALID_ARGUMENT for route and aggregate. */
export function defaultOutcome(call: Call): Outcome {
  switch (call.verb) {
    case 'predict':
    case 'sendFeedback':
      return { payload: emptyArray() };
    case 'transformInput':
    case 'transformOutput':
      return { payload: call.inputs[0]?.payload ?? emptyArray() };
    case 'healthStatus':
      return { payload: { kind: 'string', value: 'healthy' } };
    case 'route':
      throw missingHook('Route not defined');
    case 'aggregate':
      throw missingHook('Aggregate not defined');
  }
}

function emptyArray(): Payload {
  return { kind: 'tensor', tensor: createTensor('float64', [0], new Float64Array(0)) };
}

function missingHook(message: string): RadiantError {
  return new RadiantError('INVALID_ARGUMENT', message, { reason: 'MICROSERVICE_BAD_DATA' });
}
