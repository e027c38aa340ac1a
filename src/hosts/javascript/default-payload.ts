import { type Call, createTensor, type Payload } from '../../payload/index.ts';

/** What a verb without a hook answers: transformers hand their input on, health is good, all else is an empty array. */
export function defaultPayload(call: Call): Payload {
  if (call.verb === 'healthStatus') return { kind: 'string', value: 'healthy' };
  const input = call.verb === 'transformInput' || call.verb === 'transformOutput' ? call.inputs[0] : undefined;
  return input?.payload ?? { kind: 'tensor', tensor: createTensor('float64', [0], new Float64Array(0)) };
}
