import type { Page } from '../api/types.js';

/** The pages of a list as the query cache holds them. */
export interface Pages<T> {
  readonly pages: Page<T>[];
  readonly pageParams: (string | undefined)[];
}

/**
 * Puts a list's fresh first page before what was already loaded, without asking for every page again. Rows of the
 * fresh page leave their old places; rows that the fresh page has pushed out stay below it. Where the two do not
 * overlap, so that rows between them would be missing, only the fresh page is kept.
 */
export function withFreshFirst<T>(old: Pages<T>, fresh: Page<T>, id: (item: T) => string): Pages<T> {
  const ids = new Set(fresh.items.map(id));
  const [first, ...later] = old.pages;
  const alone: Pages<T> = { pages: [fresh], pageParams: [old.pageParams[0]] };
  if (first === undefined || later.length === 0) return alone;
  if (!old.pages.some((page) => page.items.some((item) => ids.has(id(item))))) return alone;
  const others = (page: Page<T>): T[] => page.items.filter((item) => !ids.has(id(item)));
  const joined: Page<T> = { ...first, items: [...fresh.items, ...others(first)] };
  return { pages: [joined, ...later.map((page) => ({ ...page, items: others(page) }))], pageParams: old.pageParams };
}

/** How many rows of the fresh page are not among those loaded. */
export function countNew<T>(old: Pages<T>, fresh: Page<T>, id: (item: T) => string): number {
  const known = new Set(old.pages.flatMap((page) => page.items.map(id)));
  return fresh.items.reduce((sum, item) => (known.has(id(item)) ? sum : sum + 1), 0);
}

/** All rows loaded, each once: a row that moved between two loads is where it was seen first. */
export function rowsOf<T>(pages: readonly Page<T>[], id: (item: T) => string): T[] {
  const seen = new Set<string>();
  const rows: T[] = [];
  for (const page of pages)
    for (const item of page.items) {
      const key = id(item);
      if (seen.has(key)) continue;
      seen.add(key);
      rows.push(item);
    }
  return rows;
}
