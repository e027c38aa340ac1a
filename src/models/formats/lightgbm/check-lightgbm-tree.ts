import { malformed } from '../model-file-error.ts';
import type { LightgbmTree } from './lightgbm-model.ts';

/** Throws unless the splits form a tree in which every split and leaf is reached at most once, with features in range. */
export function checkLightgbmTree(tree: LightgbmTree, where: string, featureCount: number): void {
  const { left, right, feature, isCategorical, categoriesOf } = tree;
  const splits = left.length;
  const isMet = new Uint8Array(splits + tree.leafValue.length);
  const open = splits === 0 ? [-1] : [0];
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    const isLeaf = node < 0;
    const index = isLeaf ? ~node : node;
    if (index >= (isLeaf ? tree.leafValue.length : splits)) {
      throw malformed(`${where}: the child ${node} names ${isLeaf ? 'leaf' : 'split'} ${index}, which is not there`);
    }
    const mark = isLeaf ? splits + index : index;
    if (isMet[mark] === 1) {
      throw malformed(
        `${where}: the ${isLeaf ? 'leaf' : 'split'} ${index} is the child of two splits, or of itself (a cycle)`,
      );
    }
    isMet[mark] = 1;
    if (isLeaf) continue;
    if (feature[node]! < 0 || feature[node]! >= featureCount) {
      throw malformed(`${where} split_feature: split ${node} asks for feature ${feature[node]} of ${featureCount}`);
    }
    if (isCategorical[node] === 1 && !categoriesOf.has(node)) {
      throw malformed(`${where} decision_type: split ${node} is categorical, but it has no categories`);
    }
    open.push(right[node]!, left[node]!);
  }
}
