import type { EstimatorNode, Inspection, ModelSignature, SignatureField } from '../../models/index.ts';
import type { JsonValue, Tensor } from '../../payload/index.ts';

/** What `radiant inspect --json` prints. Absent things are null or empty; names are stable. */
export function inspectionToJson(
  path: string,
  inspection: Inspection,
  signature?: ModelSignature,
): Record<string, JsonValue> {
  const { input, classes, problem, estimator } = inspection;
  return {
    path,
    format: inspection.format ?? null,
    compression: inspection.compression,
    sizeBytes: inspection.sizeBytes,
    name: inspection.name ?? null,
    estimator: estimator === undefined ? null : nodeToJson(estimator),
    input:
      input === undefined
        ? null
        : {
            kind: input.kind,
            featureCount: input.featureCount ?? null,
            featureNames: input.featureNames === undefined ? null : [...input.featureNames],
            allowsNaN: input.allowsNaN,
            allowsInfinity: input.allowsInfinity,
          },
    classes: classes === undefined ? null : classes.map(labelsToJson),
    versions: [...inspection.versions],
    methods: [...inspection.methods],
    signature:
      signature === undefined
        ? null
        : { inputs: fieldsToJson(signature.inputs), outputs: fieldsToJson(signature.outputs) },
    isNative: problem === undefined,
    isSafe: problem === undefined ? true : safetyOf(problem.reason),
    problem: problem === undefined ? null : { reason: problem.reason, message: problem.message },
  };
}

/** False: refused as dangerous. Null: not known, for nobody here reads all of it. */
function safetyOf(reason: string): boolean | null {
  return reason === 'DANGEROUS_MODEL' ? false : null;
}

/** Labels as JSON values; integers beyond 2^53 as text. */
export function labelsToJson({ dtype, data }: Tensor): JsonValue[] {
  return Array.from(data as ArrayLike<unknown>, (label) => {
    if (dtype === 'bool') return label === 1;
    if (typeof label === 'bigint') return Number.isSafeInteger(Number(label)) ? Number(label) : String(label);
    return typeof label === 'number' && !Number.isFinite(label) ? String(label) : (label as JsonValue);
  });
}

function fieldsToJson(fields: readonly SignatureField[] | undefined): JsonValue {
  if (fields === undefined) return null;
  return fields.map(({ name, dtype, shape, isRequired }) => ({
    name: name ?? null,
    dtype,
    shape: shape === undefined ? null : [...shape],
    isRequired,
  }));
}

function nodeToJson(node: EstimatorNode): Record<string, JsonValue> {
  return {
    attribute: node.attribute,
    className: node.className,
    version: node.version ?? null,
    count: node.count,
    isNative: node.isNative,
    parts: node.parts.map(nodeToJson),
  };
}
