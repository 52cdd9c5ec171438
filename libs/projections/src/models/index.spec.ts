import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { models } from './index.js';

it('lists every read model of this folder under the name of its file', () => {
  const files = readdirSync(join(__dirname))
    .filter((file) => file.endsWith('.ts') && !file.endsWith('spec.ts') && file !== 'index.ts')
    .map((file) => file.slice(0, -3));
  expect(models.map((model) => model.name).sort()).toEqual(files.sort());
});
