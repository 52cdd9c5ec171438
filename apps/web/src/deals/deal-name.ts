import { useTranslation } from 'react-i18next';
import type { DealLine } from '../api/types.js';

/** What a deal is called: by its name, else by whom it is with. */
export function useDealName(): (deal: Pick<DealLine, 'name' | 'company' | 'contact'>) => string {
  const { t } = useTranslation();
  return ({ name, company, contact }) => name ?? company?.name ?? contact?.name ?? t('deals.nameless');
}
