import { open, query, text } from '#kernel';
import { companyOf } from '../reading/company.js';
import { staysOf, type StageHistory } from './stage-history.js';

/** The stages a company is and was in. */
export const companyStageHistory = query('company-stage-history', {
  path: 'companies/:company/stages',
  permission: 'funnel.read',
  params: { company: open(text) },
  reads: ['funnel', 'identity'],
  clocks: true,
  answer: async (asking, { company }): Promise<StageHistory | null> => {
    const members = await companyOf(asking, company);
    return members === null ? null : staysOf(asking, 'company', members.contact);
  },
});
