import { readdirSync } from 'node:fs';
import { reactions } from './index.js';

it('lists every reaction of this folder under the name of its file', () => {
  const files = readdirSync(__dirname)
    .filter((file) => file.endsWith('.ts') && !file.endsWith('spec.ts') && file !== 'index.ts')
    .map((file) => file.slice(0, -3));
  expect(reactions.map((reaction) => reaction.name).sort()).toEqual(files.sort());
});
