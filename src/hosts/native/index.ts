export { type NativeHostOptions, openNativeComponent } from './open-native-component.ts';
export { type ModelSource, readModelSource } from './read-model-source.ts';
