import { isShared, open, query, text } from '#kernel';
import { membersOf } from '../reading/contact.js';
import { judgementsOf, seenTogether } from '../reading/judgements.js';

/** Why two identifiers belong to one contact: an event named both, or somebody linked them. */
export interface Evidence {
  readonly a: string;
  readonly b: string;
  readonly by: 'seen' | 'linked';
  readonly eventId: string;
  readonly at: string | null;
}

/** What a contact's identifiers are held together by, and what people said against it. */
export interface Identities {
  readonly contact: string;
  readonly evidence: readonly Evidence[];
  /** Pairs with an identifier of this contact that people keep apart. */
  readonly apart: readonly {
    readonly a: string;
    readonly b: string;
    readonly eventId: string;
    readonly at: string | null;
  }[];
  /** Identifiers that join nobody, by rule or by mark. */
  readonly shared: readonly string[];
}

const MOST = 500;

/** What joined the identifiers of a contact: the first 500 pairs. */
export const identities = query('identities', {
  path: 'contacts/:contact/identities',
  permission: 'contacts.read',
  params: { contact: open(text) },
  reads: ['identity'],
  answer: async (asking, { contact }): Promise<Identities | null> => {
    const members = await membersOf(asking, contact);
    if (members === null) return null;
    const [seen, judged] = await Promise.all([
      seenTogether(asking, members.profiles),
      judgementsOf(asking, members.profiles),
    ]);
    const own = new Set(members.profiles);
    const marks = new Map(judged.filter(({ a, b }) => a === b).map(({ a, says }) => [a, says === 'shared']));
    const linked = judged.filter(({ a, b, says }) => says === 'together' && own.has(a) && own.has(b));
    const evidence = [
      ...linked.map(({ a, b, eventId, at }): Evidence => ({ a, b, by: 'linked', eventId, at })),
      ...seen.map(({ a, b, eventId, at }): Evidence => ({ a, b, by: 'seen', eventId, at })),
    ];
    return {
      contact: members.contact,
      evidence: evidence.slice(0, MOST),
      apart: judged
        .filter(({ says }) => says === 'apart')
        .slice(0, MOST)
        .map(({ a, b, eventId, at }) => ({ a, b, eventId, at })),
      shared: members.profiles.filter((node) => isShared(node, marks)),
    };
  },
});
