import { readdirSync } from 'node:fs';
import { CONNECTORS } from './catalogue.js';

describe('the catalogue of connectors', () => {
  it('lists every connector of the folder', () => {
    const files = readdirSync(__dirname)
      .filter((file) => /^[a-z-]+\.ts$/.test(file) && file !== 'catalogue.ts')
      .map((file) => file.replace('.ts', ''));
    expect(CONNECTORS.map(({ name }) => name).sort()).toEqual(files.sort());
  });

  it('gives every path to one connector', () => {
    const paths = CONNECTORS.flatMap((connector) => connector.paths);
    expect(new Set(paths).size).toBe(paths.length);
  });
});
