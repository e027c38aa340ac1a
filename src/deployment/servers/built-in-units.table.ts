/** Implementations that the graph itself is; such a node needs no container. */
export const BUILT_IN_UNITS = {
  AVERAGE_COMBINER: 'Mean of the answers of all children',
  RANDOM_ABTEST: 'Sends a request to the first of two children with probability `ratioA`, else to the second',
  SIMPLE_MODEL: 'Gives every message back as it came, for tests',
  SIMPLE_ROUTER: 'Sends every request to the first child',
} as const satisfies Readonly<Record<string, string>>;
