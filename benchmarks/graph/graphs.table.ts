import type { PredictiveUnit } from '../../src/deployment/index.ts';

/** One node served alone, as a microservice: the bare model, and what remote nodes are. */
export const NODE = 'node';

function unit(name: string, type: string, children: readonly PredictiveUnit[] = []): PredictiveUnit {
  return { name, type, children, parameters: [] };
}

/** The graphs that are measured. */
export const GRAPHS: Readonly<Record<string, PredictiveUnit>> = {
  abtest: {
    name: 'ab',
    implementation: 'RANDOM_ABTEST',
    parameters: [{ name: 'ratioA', value: '0.5', type: 'FLOAT' }],
    children: [unit('a', 'MODEL'), unit('b', 'MODEL')],
  },
  chain3: unit('a', 'TRANSFORMER', [unit('b', 'TRANSFORMER', [unit('c', 'MODEL')])]),
  combiner3: unit('mean', 'COMBINER', [unit('a', 'MODEL'), unit('b', 'MODEL'), unit('c', 'MODEL')]),
  single: unit('a', 'MODEL'),
};
