#!/usr/bin/env node
// Compiles proto/ into a FileDescriptorSet per protocol, kept in the project for gRPC reflection and for the Python worker.
// It needs Python with venv and pip (protoc comes from grpcio-tools); run it after a change in proto/:
//   node scripts/make-descriptors.mjs
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

const PROTOC_PACKAGE = 'grpcio-tools==1.84.0';
// As clients know them: prediction.proto carries its folder in its name, the others do not.
const FILES = {
  seldon: [
    'proto/prediction.proto',
    'grpc/health/v1/health.proto',
    'grpc/reflection/v1/reflection.proto',
    'grpc/reflection/v1alpha/reflection.proto',
  ],
  tensorflow: ['tensorflow_serving/apis/model_service.proto', 'tensorflow_serving/apis/prediction_service.proto'],
  v2: ['inference/open_inference.proto', 'inference/model_repository.proto'],
};
const WORKER_FILE = 'python/radiant_worker/descriptors.bin';

const root = path.resolve(import.meta.dirname, '..');
const scratch = mkdtempSync(path.join(tmpdir(), 'radiant-protoc-'));
try {
  const python = process.env.PYTHON ?? 'python3';
  const inVenv = path.join(scratch, 'venv', process.platform === 'win32' ? 'Scripts/python.exe' : 'bin/python');
  execFileSync(python, ['-m', 'venv', path.join(scratch, 'venv')], { stdio: 'inherit' });
  execFileSync(inVenv, ['-m', 'pip', 'install', '--quiet', PROTOC_PACKAGE], { stdio: 'inherit' });
  for (const [protocol, files] of Object.entries(FILES)) {
    const all = compile(inVenv, files, path.join(scratch, `${protocol}.bin`));
    const table = `src/protocols/${protocol}/gen/descriptor-set.table.ts`;
    mkdirSync(path.dirname(path.join(root, table)), { recursive: true });
    writeFileSync(path.join(root, table), tableOf(all));
    console.log(`${table}: ${all.length} bytes`);
  }
  const worker = compile(inVenv, FILES.seldon.slice(0, 1), path.join(scratch, 'worker.bin'));
  mkdirSync(path.dirname(path.join(root, WORKER_FILE)), { recursive: true });
  writeFileSync(path.join(root, WORKER_FILE), worker);
  console.log(`${WORKER_FILE}: ${worker.length} bytes`);
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
/** A serialized google.protobuf.FileDescriptorSet of the protocol's services and all files they import, imports first; base64. */
export const DESCRIPTOR_SET_BASE64: string =\n${text};\n`;
}
