import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

const root = resolve(__dirname, '../..');

it('has no NOT IN over a query: where that does not fit into memory, it is read again for each row', () => {
  const files = ['apps', 'libs'].flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).map((file) => join(folder, file)),
  );
  const sources = files.filter((file) => /\.tsx?$/.test(file) && !/[.-]spec\.tsx?$/.test(file));
  expect(sources.length).toBeGreaterThan(500);
  const such = sources.filter((file) =>
    /\bnot\s+in\s*\(\s*(select\b|\$\{)/i.test(readFileSync(join(root, file), 'utf8')),
  );
  expect(such).toEqual([]);
});
