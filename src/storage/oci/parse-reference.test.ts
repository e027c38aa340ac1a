import assert from 'node:assert/strict';
import { test } from 'node:test';
import { RadiantError } from '../../base/index.ts';
import { parseModelUri } from '../model-uri.ts';
import { parseReference } from './parse-reference.ts';

const DIGEST = `sha256:${'a'.repeat(64)}`;

const GOOD: readonly (readonly [string, string, string, string, string])[] = [
  ['oci://localhost:5000/iris', 'localhost:5000', 'iris', 'latest', ''],
  ['oci://localhost/iris:v1', 'localhost', 'iris', 'v1', ''],
  ['oci://ghcr.io/org/models/iris:V1.2-rc_3', 'ghcr.io', 'org/models/iris', 'V1.2-rc_3', ''],
  [`oci://ghcr.io/iris@${DIGEST}`, 'ghcr.io', 'iris', DIGEST, ''],
  [`oci://ghcr.io/iris:v1@${DIGEST}/a/b.onnx`, 'ghcr.io', 'iris', DIGEST, 'a/b.onnx'],
  ['oci://[::1]:5000/iris:v1/a%20b/', '[::1]:5000', 'iris', 'v1', 'a b'],
  ['oci://user/iris:v1', 'registry-1.docker.io', 'user/iris', 'v1', ''],
  ['oci://docker.io/iris', 'registry-1.docker.io', 'library/iris', 'latest', ''],
];
for (const [uri, registry, repository, name, path] of GOOD) {
  test(`${uri} is understood`, () => {
    const found = parseReference(parseModelUri(uri));
    assert.deepEqual([found.registry, found.repository, found.name, found.path], [registry, repository, name, path]);
  });
}

const BAD = [
  'oci://',
  'oci://ghcr.io/',
  'oci://ghcr.io/Upper/case:v1',
  'oci://ghcr.io/a//b:v1',
  'oci://ghcr.io/../b:v1',
  'oci://ghcr.io/iris:v1@sha256:abc',
  `oci://ghcr.io/iris@md5:${'a'.repeat(32)}`,
  'oci://ghcr.io/iris:',
  `oci://ghcr.io/iris:${'t'.repeat(129)}`,
  'oci://user:password@ghcr.io/iris:v1',
  'oci://ghcr.io:99x/iris:v1',
  `oci://ghcr.io/${'a-'.repeat(3000)}`,
];
for (const uri of BAD) {
  test(`${uri.slice(0, 60)} is refused, at once`, () => {
    assert.throws(
      () => parseReference(parseModelUri(uri)),
      (error) => error instanceof RadiantError && error.reason === 'INVALID_URI' && !error.message.includes('password'),
    );
  });
}
