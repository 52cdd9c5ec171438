import { kindOfNode, open, query, sourceOfGroup, text } from '#kernel';
import { companyOf } from '../reading/company.js';
import { judgedBetween } from '../reading/judgements.js';
import { fieldsOfProfiles } from '../reading/record-fields.js';
import { sideBySide, type PreviewedField } from '../reading/side-by-side.js';
import {
  disagreements,
  STANDINGS_READ,
  standingsOf,
  type Standing,
  type StandingConflict,
} from '../reading/standing.js';
import { companyRecord, type CompanyRecord } from './company-record.js';

/** Two companies side by side, and the one they would be. */
export interface CompanyLinkPreview {
  readonly left: CompanyRecord;
  readonly right: CompanyRecord;
  /** They are one already. */
  readonly same: boolean;
  readonly fields: readonly PreviewedField[];
  /** Where each stands, and where the one they make would. */
  readonly standing: { readonly left: Standing; readonly right: Standing; readonly result: Standing };
  /** Something to look at before linking: one source has a group of each, people keep the two apart, or what a rule settles. */
  readonly conflicts: readonly {
    readonly code: 'two-groups' | 'kept-apart' | StandingConflict;
    readonly nodes: readonly string[];
  }[];
  /** Pairs that people keep apart, which linking brings together. */
  readonly keptApart: readonly { readonly a: string; readonly b: string }[];
}

/** What linking two companies would make of them; nothing is changed by asking. */
export const companyLinkPreview = query('company-link-preview', {
  path: 'companies/:company/link-preview/:other',
  permission: 'contacts.read',
  params: { company: open(text), other: open(text) },
  reads: STANDINGS_READ,
  answer: async (asking, { company, other }): Promise<CompanyLinkPreview | null> => {
    const [one, two] = await Promise.all([companyOf(asking, company), companyOf(asking, other)]);
    if (one === null || two === null) return null;
    const stated = 'companies_stated' as const;
    const both = [...one.profiles, ...two.profiles];
    const [left, right, ofLeft, ofRight, ofBoth, { keptApart }, standings] = await Promise.all([
      companyRecord.answer(asking, { company: one.contact }),
      companyRecord.answer(asking, { company: two.contact }),
      fieldsOfProfiles(asking, one.profiles, stated),
      fieldsOfProfiles(asking, two.profiles, stated),
      fieldsOfProfiles(asking, both, stated),
      judgedBetween(asking, one, two),
      standingsOf(asking, 'company', [one.profiles, two.profiles, both]),
    ]);
    const groups = (nodes: readonly string[]): string[] => nodes.filter((node) => kindOfNode(node) === 'company');
    const alike = groups(one.profiles).flatMap((x) =>
      groups(two.profiles).flatMap((y) => (sourceOfGroup(x) === sourceOfGroup(y) ? [x, y] : [])),
    );
    return {
      left: left!,
      right: right!,
      same: one.contact === two.contact,
      fields: sideBySide(ofLeft, ofRight, ofBoth),
      standing: { left: standings[0]!, right: standings[1]!, result: standings[2]! },
      conflicts: [
        ...(alike.length === 0 ? [] : [{ code: 'two-groups' as const, nodes: [...new Set(alike)] }]),
        ...(keptApart.length === 0
          ? []
          : [{ code: 'kept-apart' as const, nodes: [...new Set(keptApart.flatMap(({ a, b }) => [a, b]))] }]),
        ...disagreements(standings[0]!, standings[1]!).map((code) => ({ code, nodes: [] })),
      ],
      keptApart,
    };
  },
});
