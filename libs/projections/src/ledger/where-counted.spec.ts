import { catalogue } from '#journey';
import { COUNTED_IN, PLACES } from './where-counted.js';

describe('where the ledger looks for what was imported', () => {
  it('knows a place for every event of a thing that may be imported', () => {
    const things = catalogue.all.filter(({ importable, subject }) => importable && subject !== 'profile');
    expect(things.length).toBeGreaterThan(30);
    expect(things.filter(({ name }) => !PLACES.has(name)).map(({ name }) => name)).toEqual([]);
  });

  it('waits for the read models whose tables they are', () => {
    const models = new Set([...PLACES.values()].flat().map((view) => view.replace('read.', '').split('_')[0]));
    for (const model of models) expect(COUNTED_IN).toContain(model);
  });
});
