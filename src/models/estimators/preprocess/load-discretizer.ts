import type { DescribedObject } from '../../formats/described.ts';
import { lastNotAbove } from '../../kernels/interpolate.ts';
import { createTransformer } from '../create-transformer.ts';
import type { Estimator, LoadContext } from '../estimator.ts';
import { createDense, type DenseMatrix, toDense } from '../features.ts';
import { isBefore } from '../load-estimator.ts';
import { badAttribute, readItems, readText, toNumberArray } from '../read-attributes.ts';
import { readInputContract } from '../read-input-contract.ts';
import { toSparse } from '../to-sparse.ts';

/** KBinsDiscretizer: the number of the bin, or a 0/1 column per bin. */
export function loadDiscretizer(object: DescribedObject, context: LoadContext): Estimator {
  const edges = readItems(object, 'bin_edges_').map((item, c) => {
    const values = toNumberArray(item)?.data;
    if (values === undefined || values.length < 2)
      throw badAttribute(object, `bin_edges_[${c}]`, 'want two or more edges');
    for (let i = 1; i < values.length; i++) {
      if (!(values[i]! >= values[i - 1]!)) throw badAttribute(object, `bin_edges_[${c}]`, 'does not ascend');
    }
    return values;
  });
  const encode = readText(object, 'encode', 'onehot');
  const hasSlack = isBefore(context.version, [1, 1]);
  const starts = new Int32Array(edges.length + 1);
  edges.forEach((column, c) => {
    starts[c + 1] = starts[c]! + column.length - 1;
  });
  const width = encode === 'ordinal' ? edges.length : starts[edges.length]!;
  return createTransformer({
    name: object.name,
    input: readInputContract(object, { featureCount: edges.length, source: 'bin_edges_' }),
    outputCount: width,
    nameOutputs: (names) =>
      encode === 'ordinal'
        ? names
        : names.flatMap((name, c) => Array.from({ length: edges[c]!.length - 1 }, (_, bin) => `${name}_${bin}.0`)),
    transform(features) {
      const x = toDense(features);
      const bins = createDense(x.rows, width);
      for (let row = 0; row < x.rows; row++) {
        for (let c = 0; c < edges.length; c++) {
          const bin = binOf(x.data[row * x.columns + c]!, edges[c]!, hasSlack);
          if (encode === 'ordinal') bins.data[row * width + c] = bin;
          else bins.data[row * width + starts[c]! + bin] = 1;
        }
      }
      return encode === 'onehot' ? toSparse(bins satisfies DenseMatrix) : bins;
    },
  });
}

/** The number of inner edges that are <= x. Before 1.1 x was moved up a little, lest it fall below its own edge. */
function binOf(x: number, edges: Float64Array, hasSlack: boolean): number {
  const moved = hasSlack ? x + 1e-8 + 1e-5 * Math.abs(x) : x;
  const bin = lastNotAbove(edges.subarray(1, edges.length - 1), moved) + 1;
  return bin;
}
