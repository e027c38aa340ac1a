import assert from 'node:assert/strict';
import { test } from 'node:test';
import { stripAccentsAscii, stripAccentsUnicode } from './strip-accents.ts';

// Expected values: scikit-learn 1.9.1, sklearn.feature_extraction.text.strip_accents_unicode and strip_accents_ascii.
test('strip_accents takes combining characters away and keeps other marks', () => {
  assert.equal(stripAccentsUnicode('éà ñ ü'), 'ea n u');
  assert.equal(stripAccentsUnicode('ﬁ ½ Å ğ'), 'fi 1⁄2 A g');
  assert.equal(stripAccentsUnicode('x\u0334y'), 'xy');
  // A Devanagari vowel sign is a mark of combining class 0, the virama is not.
  assert.equal(stripAccentsUnicode('\u0915\u093f\u094d'), '\u0915\u093f');
  assert.equal(stripAccentsAscii('éà 東 ﬁ'), 'ea  fi');
});
