import type { UnitKind } from './unit-kind.ts';

/** What the types of nodes do. A type that is not here passes messages on. */
export const UNIT_TYPES: Readonly<Record<string, UnitKind>> = {
  COMBINER: { aggregates: true, needsChildren: 'combines the answers of' },
  MODEL: { before: 'predict', takesFeedback: true },
  OUTLIER_DETECTOR: { before: 'transformInput' },
  OUTPUT_TRANSFORMER: { after: 'transformOutput' },
  ROUTER: { routes: true, takesFeedback: true, needsChildren: 'chooses among' },
  TRANSFORMER: { before: 'transformInput' },
};

/** What methods add to a node, whatever its type. */
export const UNIT_METHODS: Readonly<Record<string, UnitKind>> = {
  AGGREGATE: { aggregates: true },
  ROUTE: { routes: true },
  SEND_FEEDBACK: { takesFeedback: true },
  TRANSFORM_INPUT: { before: 'transformInput' },
  TRANSFORM_OUTPUT: { after: 'transformOutput' },
};
