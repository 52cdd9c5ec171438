import { id, open, optional, query, text } from '#kernel';
import { companyOf } from '../reading/company.js';
import { STANDINGS_READ } from '../reading/standing.js';
import { unlinkPreview, type UnlinkPreview } from './unlink-preview.js';

/** What keeping an identifier apart from another one of its company would make of the company; nothing is changed by asking. */
export const companyUnlinkPreview = query('company-unlink-preview', {
  path: 'companies/:company/unlink-preview/:node',
  permission: 'contacts.read',
  params: { company: open(text), node: id, from: optional(id) },
  reads: STANDINGS_READ,
  answer: async (asking, { company, ...apart }): Promise<UnlinkPreview | null> =>
    (await companyOf(asking, company)) === null ? null : unlinkPreview.answer(asking, { contact: company, ...apart }),
});
