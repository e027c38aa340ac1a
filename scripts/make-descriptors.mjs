#!/usr/bin/env node
// Compiles proto/ into one FileDescriptorSet, kept in the project for gRPC reflection and for the Python worker.
// It needs Python with venv and pip (protoc comes from grpcio-tools); run it after a change in proto/:
//   node scripts/make-descriptors.mjs
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

const PROTOC_PACKAGE = 'grpcio-tools==1.84.0';
// As clients know them: prediction.proto carries its folder in its name, the others do not.
const FILES = [
  'proto/prediction.proto',
  'grpc/health/v1/health.proto',
  'grpc/reflection/v1/reflection.proto',
  'grpc/reflection/v1alpha/reflection.proto',
];
const TABLE = 'src/protocols/seldon/gen/descriptor-set.table.ts';
const WORKER_FILE = 'python/radiant_worker/descriptors.bin';

const root = path.resolve(import.meta.dirname, '..');
const scratch = mkdtempSync(path.join(tmpdir(), 'radiant-protoc-'));
try {
  const python = process.env.PYTHON ?? 'python3';
  const inVenv = path.join(scratch, 'venv', process.platform === 'win32' ? 'Scripts/python.exe' : 'bin/python');
  execFileSync(python, ['-m', 'venv', path.join(scratch, 'venv')], { stdio: 'inherit' });
  execFileSync(inVenv, ['-m', 'pip', 'install', '--quiet', PROTOC_PACKAGE], { stdio: 'inherit' });
  const all = compile(inVenv, FILES, path.join(scratch, 'all.bin'));
  const worker = compile(inVenv, FILES.slice(0, 1), path.join(scratch, 'worker.bin'));
  mkdirSync(path.dirname(path.join(root, TABLE)), { recursive: true });
  mkdirSync(path.dirname(path.join(root, WORKER_FILE)), { recursive: true });
  writeFileSync(path.join(root, TABLE), tableOf(all));
  writeFileSync(path.join(root, WORKER_FILE), worker);
  console.log(`${TABLE}: ${all.length} bytes; ${WORKER_FILE}: ${worker.length} bytes`);
} finally {
  rmSync(scratch, { recursive: true, force: true });
}

function compile(python, files, out) {
  const include = ['-I.', '-Iproto'];
  const options = ['-m', 'grpc_tools.protoc', ...include, '--include_imports', `--descriptor_set_out=${out}`, ...files];
  execFileSync(python, options, { cwd: root, stdio: 'inherit' });
  return readFileSync(out);
}

function tableOf(bytes) {
  const lines = bytes.toString('base64').match(/.{1,116}/g) ?? [];
  const text = lines.map((line) => `  '${line}'`).join(' +\n');
  return `// Made from proto/ by scripts/make-descriptors.mjs (protoc of ${PROTOC_PACKAGE}). Do not edit.\n
/** A serialized google.protobuf.FileDescriptorSet of every service and all files they import, imports first; base64. */
export const DESCRIPTOR_SET_BASE64: string =\n${text};\n`;
}
