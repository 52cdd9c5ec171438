import { countNew, rowsOf, withFreshFirst, type Pages } from './pages.js';

const id = (item: string): string => item;
const pages = (...lists: string[][]): Pages<string> => ({
  pages: lists.map((items, index) => ({ items, next: index + 1 < lists.length ? `c${index + 1}` : null })),
  pageParams: lists.map((_list, index) => (index === 0 ? undefined : `c${index}`)),
});

describe('a list that stays live at its top', () => {
  it('puts new rows first and keeps what they pushed out of the first page', () => {
    const joined = withFreshFirst(pages(['c', 'd'], ['e', 'f']), { items: ['b', 'c'], next: 'x' }, id);
    expect(rowsOf(joined.pages, id)).toEqual(['b', 'c', 'd', 'e', 'f']);
    expect(joined.pages[0]!.next).toBe('c1');
  });

  it('moves a row that came up from further down, leaving no copy', () => {
    const joined = withFreshFirst(pages(['a', 'b'], ['c', 'd']), { items: ['d', 'a'], next: 'x' }, id);
    expect(rowsOf(joined.pages, id)).toEqual(['d', 'a', 'b', 'c']);
  });

  it('keeps only the fresh page where rows between the two would be missing', () => {
    const joined = withFreshFirst(pages(['c', 'd'], ['e', 'f']), { items: ['x', 'y'], next: 'n' }, id);
    expect(joined).toEqual({ pages: [{ items: ['x', 'y'], next: 'n' }], pageParams: [undefined] });
  });

  it('replaces a single page, so that rows that left the list leave the screen', () => {
    expect(rowsOf(withFreshFirst(pages(['a', 'b']), { items: ['b'], next: null }, id).pages, id)).toEqual(['b']);
  });

  it('counts what is new, and shows a row that is in two pages once', () => {
    expect(countNew(pages(['a', 'b'], ['c']), { items: ['z', 'c', 'y'], next: null }, id)).toBe(2);
    expect(rowsOf(pages(['a', 'b'], ['b', 'c']).pages, id)).toEqual(['a', 'b', 'c']);
  });
});
