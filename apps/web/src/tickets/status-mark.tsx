import { useTranslation } from 'react-i18next';
import type { TicketLine } from '../api/types.js';
import styles from './tickets.module.css';

/** Where a ticket stands, and for whom it waits. */
export function StatusMark({ ticket }: { readonly ticket: Pick<TicketLine, 'status' | 'waitsFor'> }) {
  const { t } = useTranslation();
  const { status, waitsFor } = ticket;
  return (
    <span className={styles.state} data-status={status}>
      {status === 'waiting' && waitsFor !== null ? t(`tickets.waitsFor.${waitsFor}`) : t(`tickets.status.${status}`)}
    </span>
  );
}
