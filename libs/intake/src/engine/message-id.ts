import type { Ids } from '#kernel';

/** An address, a link, an international phone number: what says who somebody is, or where they went. */
const PERSONAL = /@|%40|:\/\/|\+\d{7}/;

/** Whether an id that would stand in the open says who somebody is, or where they went. */
export function saysWho(id: string): boolean {
  return PERSONAL.test(id);
}

/**
 * A source's message id as events carry it, in clear and for ever: one that says who somebody is stands there as its keyed
 * fingerprint. It depends on the id alone, so a repeat comes to the same.
 */
export function messageIdInLog(stated: string, ids: Pick<Ids, 'fingerprint'>): string {
  return saysWho(stated) ? `private:${ids.fingerprint(stated)}` : stated;
}
