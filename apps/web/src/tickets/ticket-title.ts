import { useTranslation } from 'react-i18next';
import type { TicketLine } from '../api/types.js';

/** What a ticket is called: by its title and number, whichever it has. */
export function useTicketTitle(): (ticket: Pick<TicketLine, 'title' | 'number'>) => string {
  const { t } = useTranslation();
  return ({ title, number }) => {
    if (title === null) return number ?? t('tickets.untitled');
    return number === null ? title : `${number} · ${title}`;
  };
}
