import { isShared, open, query, text, type Asking } from '#kernel';
import { membersOf, type Members } from '../reading/contact.js';
import { judgementsOf, seenTogether } from '../reading/judgements.js';

/** Why two identifiers belong to one contact: an event named both, or somebody linked them. */
export interface Evidence {
  readonly a: string;
  readonly b: string;
  readonly by: 'seen' | 'linked';
  readonly eventId: string;
  readonly at: string | null;
}

/** What the identifiers of a contact, or a company, are held together by, and what people said against it. */
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
    return members === null ? null : heldTogether(asking, members);
  },
});

/** What holds these identifiers together, and what people said against it. */
export async function heldTogether(asking: Asking, { contact, profiles }: Members): Promise<Identities> {
  const [seen, judged] = await Promise.all([seenTogether(asking, profiles), judgementsOf(asking, profiles)]);
  const own = new Set(profiles);
  const marks = new Map(judged.filter(({ a, b }) => a === b).map(({ a, says }) => [a, says === 'shared']));
  const linked = judged.filter(({ a, b, says }) => says === 'together' && own.has(a) && own.has(b));
  const evidence = [
    ...linked.map(({ a, b, eventId, at }): Evidence => ({ a, b, by: 'linked', eventId, at })),
    ...seen.map(({ a, b, eventId, at }): Evidence => ({ a, b, by: 'seen', eventId, at })),
  ];
  return {
    contact,
    evidence: evidence.slice(0, MOST),
    apart: judged
      .filter(({ says }) => says === 'apart')
      .slice(0, MOST)
      .map(({ a, b, eventId, at }) => ({ a, b, eventId, at })),
    shared: profiles.filter((node) => isShared(node, marks)),
  };
}
