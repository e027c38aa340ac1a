/** Where an annotation is looked for: the first place that has it counts. `pod` is the predictor, else the spec. */
export type AnnotationPlace = 'spec' | 'metadata' | 'predictor' | 'pod';

export interface AnnotationEntry {
  readonly where: readonly AnnotationPlace[];
  readonly value: 'flag' | 'integer' | 'text';
  readonly byDefault?: string;
  readonly about: string;
}
