import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseModelUri, redactUri } from './model-uri.ts';

test('a URI is cut into scheme and rest', () => {
  const cases = [
    ['s3://bucket/a b', 's3', 'bucket/a b', true],
    ['gs:bucket/path', 'gs', 'bucket/path', false],
    ['models:/iris/3', 'models', '/iris/3', false],
    ['/plain/path', 'file', '/plain/path', false],
    ['./rel:ative', 'file', './rel:ative', false],
    ['FILE:///x', 'file', '/x', true],
    [':http,url=x:path', ':', 'http,url=x:path', false],
    ['my-remote:path', 'my-remote', 'path', false],
  ] as const;
  for (const [text, scheme, rest, hasAuthority] of cases) {
    const uri = parseModelUri(text);
    assert.deepEqual([uri.scheme, uri.rest, uri.hasAuthority], [scheme, rest, hasAuthority], text);
  }
  for (const text of ['', 'a\0b', 'x'.repeat(9000)])
    assert.throws(() => parseModelUri(text), { reason: 'INVALID_URI' });
});

test('what may be secret is not shown', () => {
  const cases = [
    ['https://user:pass@host.example/file', 'https://host.example/file'],
    ['https://user:pass@localhost/file', 'https://localhost/file'],
    ['https://a.blob.core.windows.net/c/p?sig=abc&se=1', 'https://a.blob.core.windows.net/c/p?sig=...&se=...'],
    ['wasbs://models@a.blob.core.windows.net/p', 'wasbs://models@a.blob.core.windows.net/p'],
    ['models:/name@alias', 'models:/name@alias'],
    ['hf://org/model@rev', 'hf://org/model@rev'],
    ['oci://registry.example.com/iris@sha256:00', 'oci://registry.example.com/iris@sha256:00'],
    [
      `:s3,secret_access_key=x,pass="a,b:""c",url='http://h':models/iris`,
      ':s3,secret_access_key=...,pass=...,url=...:models/iris',
    ],
  ] as const;
  for (const [text, shown] of cases) assert.equal(redactUri(text), shown);
});
