/** Where a model file may run: `auto` takes Python for what does not run natively. */
export type ModelRuntime = 'native' | 'python' | 'auto';

/** A model file or folder to serve without a class. */
export interface ModelTarget {
  readonly language: 'model';
  readonly path: string;
  readonly name: string;
  /** Python name of the method that answers; undefined takes the best that the model has. */
  readonly method: string | undefined;
  /** The method where `method` is undefined and the model has it. */
  readonly preferredMethod?: string | undefined;
  readonly runtime: ModelRuntime;
}
