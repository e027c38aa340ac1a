/** The kinds of value that a field of a SeldonDeployment may hold. */
export type FieldType =
  | {
      readonly kind: 'text';
      /** The words that mean something; another one is kept and warned of. */
      readonly known?: readonly string[];
      /** With `known`: the rules of admission refuse another word, so that no warning is needed. */
      readonly strict?: true;
    }
  | {
      /** A whole number of 32 bits. */
      readonly kind: 'integer';
      /** A text of digits is taken too (and made a number): `replicas: "1"`. */
      readonly mayBeText?: true;
    }
  /** A whole number of 64 bits. */
  | { readonly kind: 'number' }
  | { readonly kind: 'flag' }
  /** A whole number or a text, such as `1` or `"90%"`. */
  | { readonly kind: 'integerOrText' }
  /** Names to texts, as labels and annotations. */
  | { readonly kind: 'texts' }
  /** A Kubernetes quantity, as `500m` or 1. */
  | { readonly kind: 'amount' }
  /** Names to amounts, as `cpu: 1` or `memory: 1Gi`. */
  | { readonly kind: 'amounts' }
  /** An object that is passed on as it is. */
  | { readonly kind: 'free' }
  | {
      readonly kind: 'list';
      readonly of: FieldType;
      /** A single element without its list is taken too. */
      readonly mayBeOne?: true;
    }
  | { readonly kind: 'object'; readonly name: string };

export interface Field {
  readonly type: FieldType;
  /** One or two sentences for people, without a period at the end of a single one. */
  readonly about: string;
  readonly required?: true;
  /** What to write where a required field is missing. */
  readonly example?: string;
  /** Shown in the reference; defaulting writes it where it says so. */
  readonly byDefault?: string;
  /** Where the field is absent: an empty list, or a pod without containers (which prepackaged servers complete). */
  readonly fill?: 'list' | 'pod';
  /** Kept for old files; without effect. */
  readonly legacy?: true;
}

export interface ObjectType {
  readonly about: string;
  readonly fields: Readonly<Record<string, Field>>;
  /** Part of Kubernetes: fields that are not listed may be newer than the list, so they are kept (with a warning if they look misspelt). */
  readonly open?: true;
  /** Checked, and in the JSON schema, but too much for the reference page. */
  readonly isDetail?: true;
}

export type Schema = Readonly<Record<string, ObjectType>>;
