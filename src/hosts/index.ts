export * from './javascript/index.ts';
export * from './python/index.ts';
