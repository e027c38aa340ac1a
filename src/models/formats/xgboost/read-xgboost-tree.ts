import { fieldAt, fieldOf, integerOf, integersOf, type JsonField, numbersOf, wrongField } from '../json/model-json.ts';
import { malformed } from '../model-file-error.ts';
import type { XgboostTree } from './xgboost-model.ts';

const MAX_NODES = 2 ** 28;

/** Categories are whole numbers that a float32 holds exactly. */
const MAX_CATEGORY = 2 ** 24 - 1;

/** Reads a tree and checks that it is one: every node is reached once at most, features and children are in range. */
export function readXgboostTree(field: JsonField, featureCount: number, outputs: number): XgboostTree {
  const nodes = integerOf(fieldAt(field, 'tree_param', 'num_nodes'), 1, MAX_NODES);
  const left = integersOf(fieldOf(field, 'left_children'), -1, nodes - 1, nodes);
  const right = integersOf(fieldOf(field, 'right_children'), -1, nodes - 1, nodes);
  const feature = integersOf(fieldOf(field, 'split_indices'), 0, 2 ** 31 - 1, nodes);
  const tree = {
    left,
    right,
    feature,
    condition: Float32Array.from(numbersOf(fieldOf(field, 'split_conditions'), nodes)),
    defaultLeft: integersOf(fieldOf(field, 'default_left'), 0, 1, nodes),
    categoriesOf: readCategories(field, nodes),
    leafVectors: readLeafVectors(field, left, outputs),
    hessian: readHessian(field, nodes),
  };
  checkTree(field, tree, featureCount);
  return tree;
}

function readHessian(field: JsonField, nodes: number): Float32Array | undefined {
  const hessian = fieldOf(field, 'sum_hessian');
  return hessian.value === undefined ? undefined : Float32Array.from(numbersOf(hessian, nodes));
}

/** Trees for several targets hold (nodes, targets) weights; newer versions hold those of the leaves only, in `leaf_weights`. */
function readLeafVectors(field: JsonField, left: Int32Array, outputs: number): Float32Array | undefined {
  const size = integerOf(fieldAt(field, 'tree_param', 'size_leaf_vector'), 0, 2 ** 31 - 1);
  if (size <= 1) return undefined;
  if (size !== outputs) {
    throw malformed(`${field.path}.tree_param.size_leaf_vector: is ${size}, but the model has ${outputs} outputs`);
  }
  const compact = fieldOf(field, 'leaf_weights');
  const nodes = left.length;
  if (compact.value === undefined) {
    return Float32Array.from(numbersOf(fieldOf(field, 'base_weights'), nodes * size));
  }
  // The leaves' vectors lie one after the other; a leaf's own number is kept where an inner node has its right child.
  const weights = numbersOf(compact);
  const right = numbersOf(fieldOf(field, 'right_children'), nodes);
  const vectors = new Float32Array(nodes * size);
  for (let node = 0; node < nodes; node++) {
    if (left[node] !== -1) continue;
    const leaf = right[node]!;
    if (leaf < 0 || (leaf + 1) * size > weights.length) throw wrongField(compact, `has no leaf ${leaf}`);
    for (let k = 0; k < size; k++) vectors[node * size + k] = weights[leaf * size + k]!;
  }
  return vectors;
}

function readCategories(field: JsonField, nodes: number): ReadonlyMap<number, Int32Array> {
  const found = new Map<number, Int32Array>();
  const splitType = fieldOf(field, 'split_type');
  if (splitType.value === undefined) return found;
  const isCategorical = integersOf(splitType, 0, 1, nodes);
  if (!isCategorical.includes(1)) return found;
  const categories = integersOf(fieldOf(field, 'categories'), 0, MAX_CATEGORY);
  const owners = integersOf(fieldOf(field, 'categories_nodes'), 0, nodes - 1);
  const starts = integersOf(fieldOf(field, 'categories_segments'), 0, categories.length, owners.length);
  const sizes = integersOf(fieldOf(field, 'categories_sizes'), 0, categories.length, owners.length);
  owners.forEach((node, i) => {
    const end = starts[i]! + sizes[i]!;
    if (end > categories.length)
      throw malformed(`${field.path}.categories_segments: ends at ${end} of ${categories.length}`);
    found.set(node, categories.slice(starts[i], end).sort());
  });
  for (let node = 0; node < nodes; node++) {
    if (isCategorical[node] === 0) found.delete(node);
    else if (!found.has(node)) throw malformed(`${field.path}.categories_nodes: node ${node} has no categories`);
  }
  return found;
}

/** Walks from the root: a node that is met twice would be a cycle or a shared child, which no tree has. */
function checkTree(field: JsonField, tree: XgboostTree, featureCount: number): void {
  const { left, right, feature } = tree;
  const isMet = new Uint8Array(left.length);
  const open = [0];
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    if (isMet[node] === 1)
      throw malformed(`${field.path}: node ${node} is the child of two nodes, or of itself (a cycle)`);
    isMet[node] = 1;
    if (left[node] === -1) continue;
    if (right[node] === -1) throw malformed(`${field.path}: node ${node} has a left child and no right child`);
    if (feature[node]! >= featureCount) {
      throw malformed(`${field.path}.split_indices: node ${node} asks for feature ${feature[node]} of ${featureCount}`);
    }
    open.push(right[node]!, left[node]!);
  }
}
