import { open, query, text, word } from '#kernel';
import { companyOf } from '../reading/company.js';
import { historyOf, type FieldHistory } from './field-history.js';

/** Everything that was ever stated about a field of a company, the newest first: the newest 500. */
export const companyFieldHistory = query('company-field-history', {
  path: 'companies/:company/fields/:field',
  permission: 'contacts.read',
  params: { company: open(text), field: word },
  reads: ['companies', 'identity'],
  clocks: true,
  answer: async (asking, { company, field }): Promise<FieldHistory | null> => {
    const members = await companyOf(asking, company);
    return members === null ? null : historyOf(asking, members.profiles, field, 'companies_stated');
  },
});
