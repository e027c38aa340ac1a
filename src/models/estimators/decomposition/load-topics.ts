import type { DescribedObject } from '../../formats/described.ts';
import { inferTopics, type TopicRules } from '../../kernels/topic-weights.ts';
import type { Estimator } from '../estimator.ts';
import { createDense, toNumeric } from '../features.ts';
import { numberedNames } from '../numbered-names.ts';
import { readInteger, readNumber, readNumbers } from '../read-attributes.ts';
import { readInputContract } from '../read-input-contract.ts';
import { toSparse } from '../to-sparse.ts';
import { readComponents } from './read-components.ts';

/** LatentDirichletAllocation: each document's topic shares. */
export function loadLatentDirichletAllocation(object: DescribedObject): Estimator {
  const { rows: topics, columns: width } = readComponents(object);
  const expTopics = readNumbers(object, 'exp_dirichlet_component_', { shape: [topics, width], isFinite: true }).data;
  const rules: TopicRules = {
    prior: readNumber(object, 'doc_topic_prior_'),
    tolerance: readNumber(object, 'mean_change_tol'),
    maxIterations: readInteger(object, 'max_doc_update_iter', 0, 1_000_000),
  };
  return {
    name: object.name,
    input: readInputContract(object, { featureCount: width, source: 'components_' }),
    outputNames: numberedNames(object.name, topics),
    transform(features) {
      const x = toSparse(toNumeric(features));
      const out = createDense(x.rows, topics);
      for (let row = 0; row < x.rows; row++) {
        const [from, to] = [x.indptr[row]!, x.indptr[row + 1]!];
        const weights = inferTopics(
          x.indices.subarray(from, to),
          x.data.subarray(from, to),
          expTopics,
          topics,
          width,
          rules,
        );
        const total = weights.reduce((a, b) => a + b, 0);
        for (let t = 0; t < topics; t++) out.data[row * topics + t] = weights[t]! / total;
      }
      return out;
    },
  };
}
