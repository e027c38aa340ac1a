export { findOnnxRuntime } from './find-onnx-runtime.ts';
export { type OnnxComponentOptions, openOnnxComponent } from './open-onnx-component.ts';
export { openSession, type Session } from './open-session.ts';
