/**
 * `radiant/models`: reads model files and predicts, without Python, packages or Node, so in a browser too.
 * `const model = await loadModel(bytes); model.predict(createTensor('float64', [1, 2], Float64Array.of(5.1, 3.5)))`
 */
export { type ErrorCode, RadiantError } from './base/errors.ts';
export {
  folderOf,
  type InputContract,
  type Model,
  type ModelFolder,
  type ModelMethod,
  openModel as loadModel,
} from './models/index.ts';
export { createTensor, type Dtype, type Tensor, type TensorData, type TensorOf } from './payload/index.ts';
