/** Hostile files whose estimator does not run natively yet, and so are refused for that reason alone: id -> estimator. */
export const PENDING_HOSTILE: Readonly<Record<string, string>> = {
};

/** Reference kinds (family/kind) that do not run natively yet, with the reason. */
export const PENDING_KINDS: Readonly<Record<string, string>> = {
  'onnx/decision-tree': 'ONNX needs onnxruntime-node, which is not part of this room',
  'onnx/knn': 'ONNX needs onnxruntime-node, which is not part of this room',
  'onnx/linear-regression': 'ONNX needs onnxruntime-node, which is not part of this room',
  'onnx/logreg-binary': 'ONNX needs onnxruntime-node, which is not part of this room',
  'onnx/logreg-multiclass': 'ONNX needs onnxruntime-node, which is not part of this room',
  'onnx/logreg-opset12': 'ONNX needs onnxruntime-node, which is not part of this room',
  'onnx/logreg-zipmap-strings': 'ONNX needs onnxruntime-node, which is not part of this room',
  'onnx/mlp': 'ONNX needs onnxruntime-node, which is not part of this room',
  'onnx/pipeline-scaler-logreg': 'ONNX needs onnxruntime-node, which is not part of this room',
  'onnx/random-forest': 'ONNX needs onnxruntime-node, which is not part of this room',
  'onnx/random-forest-binary': 'ONNX needs onnxruntime-node, which is not part of this room',
  'onnx/random-forest-regressor': 'ONNX needs onnxruntime-node, which is not part of this room',
  'onnx/svc': 'ONNX needs onnxruntime-node, which is not part of this room',
};
