export { type CustomMessage, customMessage } from './custom-message.ts';
export { errorWithStatus } from './error-with-status.ts';
export type {
  AggregateContext,
  CallContext,
  FeedbackInput,
  Model,
  ModelInput,
  ModelOutput,
  ModelResult,
} from './model.ts';
export { type JavascriptHostOptions, openJavascriptComponent } from './open-javascript-component.ts';
export { type ModelResponse, type ResponseParts, response } from './response.ts';
