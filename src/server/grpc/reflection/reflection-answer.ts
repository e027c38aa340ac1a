import { WireWriter } from '../../../protocols/protobuf/index.ts';
import type { DescriptorIndex } from './descriptor-index.ts';
import type { ReflectionRequest } from './reflection-request.ts';

/** Fields of ServerReflectionResponse. Source: grpc/reflection/v1/reflection.proto. */
const RESPONSE = { host: 1, request: 2, files: 4, extensionNumbers: 5, services: 6, error: 7 } as const;
const NOT_FOUND = 5;
const INVALID_ARGUMENT = 3;

/** The answer to one request: always a message, errors are in it. `original` is the request's bytes, which clients get back. */
export function answerReflection(
  request: ReflectionRequest,
  original: Uint8Array,
  index: DescriptorIndex,
  services: readonly string[],
): Uint8Array {
  const writer = new WireWriter(1024);
  writeAnswer(writer, request, index, services);
  writer.bytes(RESPONSE.request, original);
  writer.string(RESPONSE.host, request.host);
  return writer.finish();
}

function writeAnswer(
  writer: WireWriter,
  request: ReflectionRequest,
  index: DescriptorIndex,
  services: readonly string[],
): void {
  switch (request.kind) {
    case 'file':
      writeFiles(writer, index, index.files.has(request.name) ? request.name : undefined, `file ${request.name}`);
      break;
    case 'symbol':
      writeFiles(writer, index, index.symbols.get(request.name), `symbol ${request.name}`);
      break;
    case 'extension': {
      const file = index.extensions.get(request.name)?.get(request.number);
      writeFiles(writer, index, file, `extension ${request.number} of ${request.name}`);
      break;
    }
    case 'extensionNumbers':
      writeExtensionNumbers(writer, index, request.name);
      break;
    case 'services':
      writeServices(writer, services);
      break;
    case 'nothing':
      writeError(writer, INVALID_ARGUMENT, 'the request asks for nothing');
  }
}

/** The file and all that it imports, directly or not. */
function writeFiles(writer: WireWriter, index: DescriptorIndex, name: string | undefined, what: string): void {
  if (name === undefined) {
    writeError(writer, NOT_FOUND, `${what} is not known`);
    return;
  }
  const wanted = new Set([name]);
  for (const file of wanted) for (const imported of index.imports.get(file) ?? []) wanted.add(imported);
  const mark = writer.size;
  for (const file of [...wanted].reverse()) {
    const descriptor = index.files.get(file);
    if (descriptor !== undefined) writer.bytes(1, descriptor);
  }
  writer.message(RESPONSE.files, mark);
}

function writeExtensionNumbers(writer: WireWriter, index: DescriptorIndex, name: string): void {
  if (!index.symbols.has(name)) {
    writeError(writer, NOT_FOUND, `message ${name} is not known`);
    return;
  }
  const mark = writer.size;
  for (const number of [...(index.extensions.get(name)?.keys() ?? [])].reverse()) writer.int32(2, number);
  writer.string(1, name);
  writer.message(RESPONSE.extensionNumbers, mark);
}

function writeServices(writer: WireWriter, services: readonly string[]): void {
  const mark = writer.size;
  for (let i = services.length - 1; i >= 0; i--) {
    const inner = writer.size;
    writer.string(1, services[i]!);
    writer.message(1, inner);
  }
  writer.message(RESPONSE.services, mark);
}

function writeError(writer: WireWriter, code: number, message: string): void {
  const mark = writer.size;
  writer.string(2, message);
  writer.int32(1, code);
  writer.message(RESPONSE.error, mark);
}
