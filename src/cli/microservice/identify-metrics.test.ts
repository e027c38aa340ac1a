import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readUnitSettings } from '../../base/index.ts';
import { identifyMetrics } from './identify-metrics.ts';

const CASES = [
  { image: 'registry:5000/name:1.2', expect: ['registry:5000/name', '1.2'] },
  { image: 'name', expect: ['', 'name'] },
  { image: '', expect: [undefined, undefined] },
];

for (const { image, expect } of CASES) {
  test(`identifyMetrics splits the image ${JSON.stringify(image)}`, () => {
    const identity = identifyMetrics(readUnitSettings({ PREDICTIVE_UNIT_IMAGE: image }));
    assert.deepEqual([identity.modelImage, identity.modelVersion], expect);
  });
}
