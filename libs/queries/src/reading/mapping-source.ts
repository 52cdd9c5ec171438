import { parse } from 'yaml';

/** The source that a mapping's document names; it was checked when it was written down. */
export function sourceOfMapping(document: string): string {
  return String((parse(document) as { readonly source: unknown }).source);
}
