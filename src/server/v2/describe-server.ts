import { readFileSync } from 'node:fs';
import { packageFile } from '../../base/index.ts';
import { describeModel, type ModelMetadata, type ServerIdentity } from '../../protocols/v2/index.ts';
import type { ModelDirectory, ServedModel } from '../models/index.ts';

/** Who this server says that it is. */
export function readIdentity(): ServerIdentity {
  const text = readFileSync(packageFile('package.json'), 'utf8');
  return { name: 'radiant', version: String((JSON.parse(text) as { readonly version: unknown }).version) };
}

/** What a model says of itself, with the versions of it that this server has. */
export function describeServedModel(models: ModelDirectory, { name, service }: ServedModel): ModelMetadata {
  const versions = models.list().flatMap((entry) => (entry.name === name && entry.version !== '' ? entry.version : []));
  const { metadata, outputs, firstOutput } = service.component.info;
  // Seldon's form of metadata has no place for all that this protocol's has.
  const own = typeof metadata === 'object' ? { ...service.metadata, ...metadata } : service.metadata;
  return describeModel(name, versions, own, outputs, firstOutput);
}
