import { isShared, kindOfNode, open, query, text } from '#kernel';
import { membersOf, type Members } from '../reading/contact.js';
import { judgedBetween, type JudgedBetween } from '../reading/judgements.js';
import { fieldsOfProfiles } from '../reading/record-fields.js';
import { sideBySide, type PreviewedField } from '../reading/side-by-side.js';
import {
  disagreements,
  STANDINGS_READ,
  standingsOf,
  type Standing,
  type StandingConflict,
} from '../reading/standing.js';
import { contactRecord, type ContactRecord } from './contact-record.js';

/** Something to look at before linking: two user ids, a person's earlier judgement, an identifier used by many, or what a rule settles. */
export interface LinkConflict {
  readonly code: 'two-users' | 'kept-apart' | 'shared' | StandingConflict;
  /** The identifiers concerned, where it is about identifiers. */
  readonly nodes: readonly string[];
}

/** Two contacts side by side, and the one they would be. */
export interface LinkPreview {
  readonly left: ContactRecord;
  readonly right: ContactRecord;
  /** They are one already. */
  readonly same: boolean;
  readonly fields: readonly PreviewedField[];
  /** Where each stands, and where the one they make would. */
  readonly standing: { readonly left: Standing; readonly right: Standing; readonly result: Standing };
  readonly conflicts: readonly LinkConflict[];
  /** Pairs that people keep apart, which linking brings together. */
  readonly keptApart: readonly { readonly a: string; readonly b: string }[];
}

/** What linking two contacts would make of them; nothing is changed by asking. */
export const linkPreview = query('link-preview', {
  path: 'contacts/:contact/link-preview/:other',
  permission: 'contacts.read',
  params: { contact: open(text), other: open(text) },
  reads: STANDINGS_READ,
  answer: async (asking, { contact, other }): Promise<LinkPreview | null> => {
    const [one, two] = await Promise.all([membersOf(asking, contact), membersOf(asking, other)]);
    if (one === null || two === null) return null;
    const both = [...one.profiles, ...two.profiles];
    const [left, right, ofLeft, ofRight, ofBoth, judged, standings] = await Promise.all([
      contactRecord.answer(asking, { contact: one.contact }),
      contactRecord.answer(asking, { contact: two.contact }),
      fieldsOfProfiles(asking, one.profiles),
      fieldsOfProfiles(asking, two.profiles),
      fieldsOfProfiles(asking, both),
      judgedBetween(asking, one, two),
      standingsOf(asking, 'contact', [one.profiles, two.profiles, both]),
    ]);
    return {
      left: left!,
      right: right!,
      same: one.contact === two.contact,
      fields: sideBySide(ofLeft, ofRight, ofBoth),
      standing: { left: standings[0]!, right: standings[1]!, result: standings[2]! },
      conflicts: [
        ...conflictsOf(one, two, judged),
        ...disagreements(standings[0]!, standings[1]!).map((code) => ({ code, nodes: [] })),
      ],
      keptApart: judged.keptApart,
    };
  },
});

function conflictsOf(one: Members, two: Members, { keptApart, marks }: JudgedBetween): LinkConflict[] {
  const users = [one, two].map(({ profiles }) => profiles.filter((node) => kindOfNode(node) === 'user'));
  const shared = [one.contact, two.contact].filter((node) => isShared(node, marks));
  const conflicts: LinkConflict[] = [];
  if (users.every((list) => list.length > 0)) conflicts.push({ code: 'two-users', nodes: users.flat() });
  if (keptApart.length > 0)
    conflicts.push({ code: 'kept-apart', nodes: [...new Set(keptApart.flatMap(({ a, b }) => [a, b]))] });
  if (shared.length > 0) conflicts.push({ code: 'shared', nodes: shared });
  return conflicts;
}
