import {
  broken,
  canonicalJson,
  decider,
  decision,
  evolves,
  id,
  isCompanyNode,
  isUuid,
  open,
  optional,
  properties,
  text,
} from '#kernel';
import { companyCorrected } from '../events/company-corrected.js';
import { companyParentNamed } from '../events/company-parent-named.js';

/** What people decided about a company: what it belongs to (undefined where nobody said), and each field's last correction. */
export interface CompanyState {
  readonly parent: string | null | undefined;
  readonly fields: Readonly<Record<string, unknown>>;
}

/** A company, by one of its identifiers. */
export const company = decider<CompanyState>(
  'company',
  { parent: undefined, fields: {} },
  evolves(companyParentNamed, (state, { about }) => ({ ...state, parent: about.parent ?? null })),
  evolves(companyCorrected, (state, { payload }) => ({ ...state, fields: { ...state.fields, ...payload.fields } })),
);

/** The identifier an id stands for; throws `company.unknown`. */
function nodeOf(stream: string): string {
  if (!isUuid(stream) || !isCompanyNode(stream)) throw broken('company.unknown');
  return stream;
}

/** Says which company another one belongs to; without a parent, that it belongs to none. That it makes no circle is whoever asks' to see to. */
export const nameParent = decision(
  company,
  'name-parent',
  { permission: 'contacts.correct', params: { parent: optional(id), reason: optional(open(text)) } },
  (state, { parent, reason }, context) => {
    const profile = nodeOf(context.id);
    if (parent !== undefined && !isCompanyNode(parent)) throw broken('company.parent-unknown');
    if (parent === profile) throw broken('company.parent-circle');
    if (state.parent === (parent ?? null)) return [];
    return [
      companyParentNamed.of(
        { profile, ...(parent === undefined ? {} : { parent }) },
        reason === undefined ? {} : { reason },
      ),
    ];
  },
);

const LONGEST = 200;

/** States fields of a company: texts, numbers, yes or no, or null where there is none. What people say outweighs sources. */
export const correctCompany = decision(
  company,
  'correct',
  { permission: 'contacts.correct', params: { fields: open(properties), reason: optional(open(text)) } },
  (state, { fields, reason }, context) => {
    const profile = nodeOf(context.id);
    for (const [field, value] of Object.entries(fields)) {
      if (field.trim() === '' || field.length > 100) throw broken('company.field-unfit', { field });
      const blank = typeof value === 'string' && (value.trim() === '' || value.length > LONGEST);
      if (blank || (typeof value === 'object' && value !== null)) throw broken('company.field-unfit', { field });
    }
    const news = Object.entries(fields).filter(
      ([field, value]) =>
        !Object.hasOwn(state.fields, field) || canonicalJson(state.fields[field]) !== canonicalJson(value),
    );
    if (news.length === 0) return [];
    return [
      companyCorrected.of(
        { profile },
        { fields: Object.fromEntries(news), ...(reason === undefined ? {} : { reason }) },
      ),
    ];
  },
);
