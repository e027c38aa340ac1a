import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { loadFileDescriptorSetFromBuffer } from '@grpc/proto-loader';
import type { FieldSchema } from '../../protobuf/index.ts';
import { DESCRIPTOR_SET_BASE64 } from '../gen/descriptor-set.table.ts';
import { SELDON_MESSAGES } from './messages.table.ts';
import { SELDON_GRPC_SERVICES } from './services.table.ts';

interface Field {
  readonly name: string;
  readonly number: number;
  readonly label: string;
  readonly type: string;
  readonly typeName: string;
  readonly jsonName: string;
}

interface Message {
  readonly field: readonly Field[];
  readonly nestedType: readonly { readonly name: string; readonly field: readonly Field[] }[];
}

const SET = Buffer.from(DESCRIPTOR_SET_BASE64, 'base64');
const DEFINITIONS = loadFileDescriptorSetFromBuffer(SET) as unknown as Readonly<Record<string, { type?: Message }>>;

const NAMES: Readonly<Record<string, string>> = { message: 'TYPE_MESSAGE', enum: 'TYPE_ENUM' };

/** A message by its full name, which may be inside of another. */
function messageOf(name: string): Pick<Message, 'field' | 'nestedType'> {
  const outer = DEFINITIONS[name.slice(0, name.lastIndexOf('.'))]?.type;
  const nested = outer?.nestedType.find((candidate) => name.endsWith(`.${candidate.name}`));
  const found = DEFINITIONS[name]?.type ?? (nested === undefined ? undefined : { ...nested, nestedType: [] });
  assert.ok(found !== undefined, `no ${name} in proto/`);
  return found;
}

test('the table of messages agrees with the compiled .proto files', () => {
  const tables: Readonly<Record<string, readonly FieldSchema[]>> = SELDON_MESSAGES.messages;
  for (const [name, fields] of Object.entries(tables)) {
    const message = messageOf(name);
    assert.equal(fields.length, message.field.length, name);
    for (const field of fields) {
      const where = `${name}.${field.name}`;
      const real = message.field.find((candidate) => candidate.number === field.number);
      assert.ok(real !== undefined, where);
      assert.equal(field.protoName ?? field.name, real.name, where);
      const isRepeated = field.kind !== undefined;
      assert.equal(real.label === 'LABEL_REPEATED', isRepeated, where);
      const entry = message.nestedType.find((nested) => nested.name === real.typeName);
      const value = field.kind === 'map' ? entry?.field.find(({ number }) => number === 2) : real;
      assert.equal(value?.type, NAMES[field.type] ?? `TYPE_${field.type.toUpperCase()}`, where);
    }
  }
});

test('every method of the services is in the table, with its messages', () => {
  const seldon = Object.entries(DEFINITIONS).filter(([name]) => name.startsWith('seldon.protos.'));
  const services = seldon.filter(([, definition]) => definition.type === undefined);
  assert.deepEqual(services.map(([name]) => name).sort(), Object.keys(SELDON_GRPC_SERVICES).sort());
  for (const [name, definition] of services) {
    const methods = definition as unknown as Record<string, { requestType: Named; responseType: Named }>;
    assert.deepEqual(Object.keys(methods).sort(), Object.keys(SELDON_GRPC_SERVICES[name]!).sort());
    for (const [method, { requestType, responseType }] of Object.entries(methods)) {
      const own = SELDON_GRPC_SERVICES[name]![method]!;
      assert.equal(own.input.split('.').at(-1), requestType.type.name, `${name}/${method}`);
      assert.equal(own.output, responseType.type.name, `${name}/${method}`);
    }
  }
});

interface Named {
  readonly type: { readonly name: string };
}

test('the descriptor set has health and both reflections, and the worker has the Seldon part of it', () => {
  for (const name of [
    'grpc.health.v1.Health',
    'grpc.reflection.v1.ServerReflection',
    'grpc.reflection.v1alpha.ServerReflection',
  ]) {
    assert.ok(name in DEFINITIONS, name);
  }
  const worker = readFileSync(new URL('../../../../python/radiant_worker/descriptors.bin', import.meta.url));
  assert.ok(SET.subarray(0, worker.length).equals(worker), 'run scripts/make-descriptors.mjs');
});
