/** Implementations that the graph itself is; such a node needs no container. The graph's own registry has the same names. */
export const BUILT_IN_UNITS = {
  AVERAGE_COMBINER: 'Mean of the answers of all children',
  EPSILON_GREEDY:
    'Learns from feedback which child is best and sends requests there, but with probability `epsilon` (0.1) to another one. Not in Seldon Core',
  RANDOM_ABTEST: 'Sends a request to the first of two children with probability `ratioA`, else to the second',
  SIMPLE_MODEL: 'Gives every message back as it came, for tests',
  SIMPLE_ROUTER: 'Sends every request to the first child',
  THOMPSON_SAMPLING:
    'Learns from feedback which child is best and sends requests there by how likely each is the best. Not in Seldon Core',
} as const satisfies Readonly<Record<string, string>>;
