export {
  createNativeComponent,
  type NativeHostOptions,
  type NativeModelOptions,
  openNativeComponent,
} from './open-native-component.ts';
export { type LoadedModel, loadSource, type ModelSource, readModelSource } from './read-model-source.ts';
