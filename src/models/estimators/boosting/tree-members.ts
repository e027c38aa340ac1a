import type { Tensor } from '../../../payload/index.ts';
import type { DescribedObject } from '../../formats/described.ts';
import { versionOf } from '../load-estimator.ts';
import { badAttribute, isObject, readItems } from '../read-attributes.ts';
import { readTrees, type TreeFile } from '../trees/read-tree.ts';
import { holdsCounts, normalizeCounts, readClasses } from '../trees/tree-outputs.ts';

const CLASSIFIERS = ['DecisionTreeClassifier', 'ExtraTreeClassifier'];
const REGRESSORS = ['DecisionTreeRegressor', 'ExtraTreeRegressor'];

/** A member of an ensemble that is a classification tree with one output. */
export interface ClassifierMember {
  readonly tree: TreeFile;
  readonly labels: Tensor;
  /** The member's own label of a node: the position of the greatest value. */
  labelOf(node: number): number;
  /** Writes the node's probabilities, one per label of the member. */
  writeProbabilities(node: number, target: Float64Array): void;
}

/** The members of `estimators_` when all are classification trees: such an ensemble is a forest with other leaf values. */
export function readTreeClassifiers(object: DescribedObject): readonly ClassifierMember[] | undefined {
  const owners = ownersOf(object, CLASSIFIERS);
  if (owners === undefined) return undefined;
  const trees = readTrees(object, 'estimators_', false);
  if (trees.some(({ outputs }) => outputs !== 1)) return undefined;
  return trees.map((tree, i) => {
    const { values, classes: widest } = tree;
    const [labels] = readClasses(owners[i]!, 1) as [Tensor];
    const count = labels.data.length;
    if (count > widest) throw badAttribute(owners[i]!, 'classes_', `has more labels than the tree's ${widest}`);
    const isCounts = holdsCounts([tree], versionOf(owners[i]!));
    return {
      tree,
      labels,
      labelOf(node) {
        let best = 0;
        for (let k = 1; k < count; k++) if (values[node * widest + k]! > values[node * widest + best]!) best = k;
        return best;
      },
      writeProbabilities(node, target) {
        for (let k = 0; k < count; k++) target[k] = values[node * widest + k]!;
        if (isCounts) normalizeCounts(target, 0, count, [labels]);
      },
    };
  });
}

/** The members of `estimators_` when all are regression trees. */
export function readTreeRegressors(object: DescribedObject): readonly TreeFile[] | undefined {
  if (ownersOf(object, REGRESSORS) === undefined) return undefined;
  const trees = readTrees(object, 'estimators_', false);
  const { outputs } = trees[0]!;
  return trees.every((tree) => tree.outputs === outputs && tree.classes === 1) ? trees : undefined;
}

function ownersOf(object: DescribedObject, names: readonly string[]): readonly DescribedObject[] | undefined {
  const items = readItems(object, 'estimators_');
  if (items.length === 0) throw badAttribute(object, 'estimators_', 'is empty: want at least one estimator');
  return items.every((item) => isObject(item) && names.includes(item.name))
    ? (items as readonly DescribedObject[])
    : undefined;
}
