import { blocksOn, FILES, PAGES, regionsOf, shownOn, write } from './test/pages.js';

const regions = new Map(FILES.flatMap((file) => [...regionsOf(file)]));
if (process.env['WRITE_SNIPPETS'] === '1') for (const page of PAGES) write(page, regions);

describe('the how-to pages', () => {
  it.each(PAGES)('%s shows code that is compiled and run, word for word', (page) => {
    const shown = shownOn(page);
    expect(shown.size).toBeGreaterThan(0);
    expect(shown.size).toBe(blocksOn(page));
    for (const [name, text] of shown) expect([name, text]).toEqual([name, regions.get(name)]);
  });

  it('show every region', () => {
    const shown = PAGES.flatMap((page) => [...shownOn(page).keys()]);
    expect(shown.sort()).toEqual([...regions.keys()].sort());
  });
});
