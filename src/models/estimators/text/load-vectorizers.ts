import type { DescribedObject } from '../../formats/described.ts';
import { createTransformer } from '../create-transformer.ts';
import type { Estimator, InputContract } from '../estimator.ts';
import type { SparseMatrix } from '../features.ts';
import { badAttribute, hasAttribute, isObject, readBoolean, readDict, toNumberArray } from '../read-attributes.ts';
import { toTexts } from '../to-texts.ts';
import { readAnalyzer } from './analyzer.ts';
import { RowBuilder } from './count-rows.ts';
import { readWeighting } from './load-tfidf.ts';

export const TEXT_INPUT: InputContract = {
  kind: 'text',
  featureCount: undefined,
  featureNames: undefined,
  allowsNaN: false,
  allowsInfinity: false,
};

/** CountVectorizer: how often each term of the vocabulary is in a text. */
export function loadCountVectorizer(object: DescribedObject): Estimator {
  return createVectorizer(object, (counts) => counts);
}

/** TfidfVectorizer: the same counts, weighted by its inner TfidfTransformer. */
export function loadTfidfVectorizer(object: DescribedObject): Estimator {
  const inner = object.state.get('_tfidf');
  if (!isObject(inner)) throw badAttribute(object, '_tfidf', 'want the fitted TfidfTransformer');
  return createVectorizer(object, readWeighting(inner, readVocabulary(object).size));
}

function createVectorizer(object: DescribedObject, weigh: (counts: SparseMatrix) => SparseMatrix): Estimator {
  const vocabulary = readVocabulary(object);
  const analyze = readAnalyzer(object);
  const isBinary = readBoolean(object, 'binary', false);
  const width = vocabulary.size;
  return createTransformer({
    name: object.name,
    input: TEXT_INPUT,
    outputCount: width,
    nameOutputs: () => [...vocabulary].sort((a, b) => a[1] - b[1]).map(([term]) => term),
    transform(features) {
      const builder = new RowBuilder();
      const add = (term: string): void => {
        const column = vocabulary.get(term);
        if (column !== undefined) builder.add(column, 1);
      };
      for (const text of toTexts(features).values) {
        analyze(text, add);
        builder.endRow();
      }
      const counts = builder.finish(width);
      if (isBinary) counts.data.fill(1);
      return weigh(counts);
    },
  });
}

/** vocabulary_ (or vocabulary, where it was given and fit never ran): each column has one term. */
function readVocabulary(object: DescribedObject): ReadonlyMap<string, number> {
  const name = hasAttribute(object, 'vocabulary_') ? 'vocabulary_' : 'vocabulary';
  const vocabulary = new Map<string, number>();
  const entries = readDict(object, name);
  const taken = new Uint8Array(entries.size);
  for (const [term, value] of entries) {
    const column = toNumberArray(value)?.data[0] ?? -1;
    const isGood = typeof term === 'string' && Number.isInteger(column) && column >= 0 && column < entries.size;
    if (!isGood || taken[column] === 1)
      throw badAttribute(object, name, `want terms with the columns 0 to ${entries.size - 1}`);
    taken[column] = 1;
    vocabulary.set(term as string, column);
  }
  if (vocabulary.size === 0) throw badAttribute(object, name, 'is empty');
  return vocabulary;
}
