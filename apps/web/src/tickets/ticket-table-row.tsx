import { Link } from '@tanstack/react-router';
import { IconStairsUp } from '@tabler/icons-react';
import { memo } from 'react';
import { useTranslation } from 'react-i18next';
import type { TicketLine } from '../api/types.js';
import { CompanyLink } from '../company/company-link.js';
import { ContactLink } from '../contact/contact-link.js';
import { ListRow, type RowProps } from '../list/list-row.js';
import styles from '../list/list-table.module.css';
import { useStaff } from '../staff/use-staff.js';
import { Initials } from '../ui/initials.js';
import { Moment } from '../ui/moment.js';
import { StatusMark } from './status-mark.js';
import { TimeLeft } from './time-left.js';
import { useTicketTitle } from './ticket-title.js';
import { useTicketWords } from './ticket-words.js';

/** One ticket of the queue; a click anywhere opens it. */
export const TicketTableRow = memo(function TicketTableRow({ row, ...place }: RowProps<TicketLine>) {
  const { t } = useTranslation();
  const staff = useStaff();
  const words = useTicketWords();
  const title = useTicketTitle()(row);
  const assignee = row.assignee === null ? null : (staff.person(row.assignee) ?? t('deals.ownerUnknown'));
  const team = staff.team(row.team);
  const none = <span className={styles.none}>–</span>;
  return (
    <ListRow id={row.ticket} {...place}>
      <div role="cell" className={styles.cell} data-column="due">
        {row.due === null ? (
          <span className={styles.none}>{t('tickets.noClock')}</span>
        ) : (
          <TimeLeft dueAt={row.due.at} nearAt={row.due.nearAt} />
        )}
      </div>
      <div role="cell" className={styles.cell} data-column="name" data-plain>
        <Link
          to="/tickets/$ticket"
          params={{ ticket: row.ticket }}
          className={styles.name}
          data-row={row.ticket}
          dir="auto"
        >
          {title}
        </Link>
        {row.level === 0 ? null : (
          <IconStairsUp size={14} stroke={1.8} aria-label={t('tickets.level', { level: row.level })} />
        )}
        {row.theme === null ? null : <span className={styles.soft}>{row.theme}</span>}
      </div>
      <div role="cell" className={styles.cell} data-column="who" data-plain>
        {row.contact !== null ? (
          <ContactLink {...row.contact} />
        ) : row.company !== null ? (
          <CompanyLink {...row.company} />
        ) : (
          none
        )}
      </div>
      <div role="cell" className={styles.cell} data-column="status">
        <StatusMark ticket={row} />
      </div>
      <div role="cell" className={styles.cell} data-column="priority" data-plain>
        {row.priority === null ? none : <span>{words.priority(row.priority)}</span>}
      </div>
      <div role="cell" className={styles.cell} data-column="assignee">
        {assignee !== null ? (
          <>
            <Initials name={assignee} />
            <span className={styles.what}>{assignee}</span>
          </>
        ) : team !== null ? (
          <span className={styles.what}>{team}</span>
        ) : (
          none
        )}
      </div>
      <div role="cell" className={styles.cell} data-column="opened">
        {row.openedAt === null ? none : <Moment at={row.openedAt} className={styles.soft ?? ''} />}
      </div>
    </ListRow>
  );
});
