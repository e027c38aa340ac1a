// Loads many models as `radiant serve` loads one, and stays. Usage: load-many.mjs FOLDER COUNT

import { readFile } from 'node:fs/promises';
import { enableCompileCache } from 'node:module';

enableCompileCache();
const { loadModel } = await import('../../../dist/models.js');
const [folder, count] = process.argv.slice(2);
const models = [];
for (let i = 0; i < Number(count); i++) models.push(await loadModel(await readFile(`${folder}/m${i}/model.joblib`)));
console.log('ready', models.length);
setInterval(() => models.length, 60_000);
