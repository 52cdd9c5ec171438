import { readdirSync } from 'node:fs';
import { kpis } from './index.js';

it('lists every figure of this folder under the name of its file', () => {
  const files = readdirSync(__dirname)
    .filter((file) => /^[a-z-]+\.ts$/.test(file) && file !== 'index.ts')
    .map((file) => file.slice(0, -3));
  expect(kpis.map((kpi) => kpi.name).sort()).toEqual(files.sort());
});
