/** Types of fields that several tables of the schema use. */
export const TEXT = { kind: 'text' } as const;
export const TEXTS = { kind: 'list', of: TEXT } as const;
export const FLAG = { kind: 'flag' } as const;
export const NUMBER = { kind: 'number' } as const;
export const INTEGER = { kind: 'integer' } as const;
export const AMOUNT = { kind: 'amount' } as const;

/** What is said of a field that is passed on to Kubernetes. */
export const K8S = 'As in Kubernetes';
