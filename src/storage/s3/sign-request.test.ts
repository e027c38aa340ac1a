import assert from 'node:assert/strict';
import { test } from 'node:test';
import { encodeAws, signRequest } from './sign-request.ts';

/** The examples of AWS's documentation, "Signature Calculations for the Authorization Header". */
const CREDENTIALS = {
  accessKeyId: 'AKIAIOSFODNN7EXAMPLE',
  secretAccessKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
  sessionToken: undefined,
};
const EXAMPLES = [
  {
    url: 'https://examplebucket.s3.amazonaws.com/test.txt',
    headers: { range: 'bytes=0-9' },
    signature: 'f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41',
  },
  {
    url: 'https://examplebucket.s3.amazonaws.com/?max-keys=2&prefix=J',
    headers: {},
    signature: '34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7',
  },
] as const;

for (const { url, headers, signature } of EXAMPLES) {
  test(`the published signature comes out for ${url}`, () => {
    const signed = signRequest(
      { method: 'GET', url: new URL(url), headers },
      CREDENTIALS,
      'us-east-1',
      Date.UTC(2013, 4, 24),
    );
    assert.equal(signed.authorization?.split('Signature=')[1], signature);
  });
}

test('keys are encoded as AWS wants it', () => {
  assert.equal(encodeAws("a b/c+(d)!*'é~", true), 'a%20b/c%2B%28d%29%21%2A%27%C3%A9~');
  assert.equal(encodeAws('a/b'), 'a%2Fb');
});
