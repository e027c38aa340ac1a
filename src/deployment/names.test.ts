import assert from 'node:assert/strict';
import { test } from 'node:test';
import { nameDeployment, nameModelInitializer, nameModelVolume, namePods, namePredictorService } from './names.ts';

const LONG = 'a'.repeat(63);

test('a name of 63 letters stays, a longer one becomes its hash', () => {
  assert.equal(nameDeployment(LONG), LONG);
  assert.match(nameDeployment(`${LONG}a`), /^seldon-[0-9a-f]{32}$/);
  assert.equal(namePredictorService('a'.repeat(31), 'b'.repeat(31)).length, 63);
  assert.match(namePredictorService('a'.repeat(31), 'b'.repeat(32)), /^seldon-/);
});

test('pods may keep the name of the deployment before the hash where that fits', () => {
  assert.match(namePods('d'.repeat(30), 'p'.repeat(40), 0, 'm', true), /^d{30}-[0-9a-f]{32}$/);
  assert.match(namePods('d'.repeat(31), 'p'.repeat(40), 0, 'm', true), /^seldon-[0-9a-f]{32}$/);
  assert.equal(namePods('d', 'p', 0, 'm', true), 'd-p-0-m');
});

test('names of downloads are cut, and never end in a dash', () => {
  assert.equal(nameModelInitializer('c'), 'c-model-initializer');
  assert.equal(nameModelVolume('c'), 'c-provision-location');
  assert.equal(nameModelInitializer('c'.repeat(62)), 'c'.repeat(62));
});
