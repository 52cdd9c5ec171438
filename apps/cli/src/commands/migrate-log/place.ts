import { redactText } from '#platform';
import { wrongUsage } from '../../failure.js';

/** Where a log is, or shall be. */
export type Place =
  /** The database of this installation. */
  | { readonly kind: 'own' }
  | { readonly kind: 'postgres'; readonly url: string }
  | { readonly kind: 'eventstoredb'; readonly url: string }
  | { readonly kind: 'file'; readonly path: string };

/** Reads what is given as `--from` or `--to`; `eventStoreUrl`: what the settings name. Throws, with exit code 2, for what names no place. */
export function placeOf(option: '--from' | '--to', text: string, eventStoreUrl: string | undefined): Place {
  if (text === 'postgres') return { kind: 'own' };
  if (/^postgres(ql)?:\/\//.test(text)) {
    if (!URL.canParse(text))
      throw wrongUsage('log.place', `${option} is no address: give one such as postgres://user@host:5432/database.`);
    return { kind: 'postgres', url: text };
  }
  if (text === 'eventstoredb') {
    if (eventStoreUrl !== undefined) return { kind: 'eventstoredb', url: eventStoreUrl };
    throw wrongUsage(
      'log.place',
      `${option} eventstoredb: set EVENTSTORE_URL, or give an address such as esdb://host:2113.`,
    );
  }
  if (/^esdb(\+discover)?:\/\//.test(text)) return { kind: 'eventstoredb', url: text };
  if (/^[a-z][a-z+]*:\/\//i.test(text))
    throw wrongUsage(
      'log.place',
      `${option} ${redactText(text)}: give postgres, eventstoredb, an address that begins with postgres:// or esdb://, or a file.`,
    );
  return { kind: 'file', path: text };
}

/** Whether both are the same, as far as their names tell. */
export function samePlace(one: Place, other: Place): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

/** A place as people know it, without passwords. */
export function placeName(place: Place): string {
  if (place.kind === 'own') return 'the database of this installation';
  if (place.kind === 'file') return place.path;
  if (place.kind === 'eventstoredb') return place.url.replace(/\/\/[^@/]*@/, '//').replace(/\/?\?.*$/, '');
  const url = new URL(place.url);
  return `${url.protocol}//${url.host}${url.pathname}`;
}
