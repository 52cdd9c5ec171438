import { canonicalJson, type Json } from '#kernel';

/** What an opening says, as one text. What was recorded is read field by field: it has none of its own. */
export function openingText(about: object, payload: object): string {
  const said: Record<string, unknown> = {};
  for (const field in payload) said[field] = (payload as Record<string, unknown>)[field];
  return canonicalJson(JSON.parse(JSON.stringify([about, said])) as Json);
}
