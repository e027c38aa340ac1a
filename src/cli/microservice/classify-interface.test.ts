import assert from 'node:assert/strict';
import { test } from 'node:test';
import { classifyInterface } from './classify-interface.ts';

const javascript = (file: string, exportName?: string) => ({ language: 'javascript', file, exportName });
const python = (className: string) => ({ language: 'python', className });

const CASES = [
  { given: 'EchoModel', expect: python('EchoModel') },
  { given: 'pkg.sub.module.Class', expect: python('pkg.sub.module.Class') },
  { given: 'src.ts_models.Class', expect: python('src.ts_models.Class') },
  { given: 'модель.Класс', expect: python('модель.Класс') },
  { given: './my-model.ts', expect: javascript('./my-model.ts') },
  { given: 'my-model.mjs', expect: javascript('my-model.mjs') },
  { given: '../models/a.js#Best', expect: javascript('../models/a.js', 'Best') },
  { given: '/opt/model', expect: javascript('/opt/model') },
  { given: './a folder/x.cts', expect: javascript('./a folder/x.cts') },
];

for (const { given, expect } of CASES) {
  test(`classifyInterface takes ${given} for ${expect.language}`, () => {
    assert.deepEqual(classifyInterface(given), expect);
  });
}

const REFUSED = [
  { given: 'EchoModel.py', says: /EchoModel\.ClassName, or just EchoModel/ },
  { given: './src/prediction_service.py', says: /src\.prediction_service\.ClassName/ },
  { given: './a.ts#', says: /export is missing/ },
  { given: 'my model', says: /is no class/ },
  { given: 'a..b', says: /is no class/ },
  { given: 'a-b.C', says: /is no class/ },
  { given: 'Model#Export', says: /is no class/ },
];

for (const { given, says } of REFUSED) {
  test(`classifyInterface refuses ${given} and says what to write`, () => {
    assert.throws(() => classifyInterface(given), { name: 'RadiantError', message: says });
  });
}
