import { RadiantError } from '../../base/index.ts';
import type { OnnxValue } from './onnx-runtime.ts';

/** Methods of a model by name: the output that answers each, the best first. */
export type OnnxMethods = ReadonlyMap<string, string>;

/**
 * What a model can be asked: predict_proba and predict where it looks like a converted classifier (a label for each row,
 * then a matrix of probabilities), else predict for its first output; and each output by its own name.
 */
export function listMethods(outputs: readonly OnnxValue[]): OnnxMethods {
  const [first, second] = outputs;
  const methods = new Map<string, string>();
  if (first === undefined) return methods;
  if (second !== undefined && isLabel(first) && isScores(second)) methods.set('predict_proba', second.name);
  methods.set('predict', first.name);
  for (const { name } of outputs) if (!methods.has(name)) methods.set(name, name);
  return methods;
}

function isLabel({ type, shape = [] }: OnnxValue): boolean {
  return (type === 'int64' || type === 'string') && (shape.length === 1 || (shape.length === 2 && shape[1] === 1));
}

/** One column is an anomaly score and no probability. */
function isScores({ type, shape = [] }: OnnxValue): boolean {
  return (type === 'float32' || type === 'float64') && shape.length === 2 && shape[1] !== 1;
}

/** The method that answers and its output. Throws INVALID_ARGUMENT (NO_SUCH_METHOD) naming those that there are. */
export function chooseMethod(methods: OnnxMethods, wanted: string | undefined): { method: string; output: string } {
  const [best] = methods.keys();
  const method = wanted ?? best;
  const output = method === undefined ? undefined : methods.get(method);
  if (method !== undefined && output !== undefined) return { method, output };
  throw new RadiantError(
    'INVALID_ARGUMENT',
    `the ONNX model has no method ${JSON.stringify(wanted)}: its methods and outputs are ${[...methods.keys()].join(', ')}`,
    { reason: 'NO_SUCH_METHOD' },
  );
}
