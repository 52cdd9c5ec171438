import { Link } from '@tanstack/react-router';
import { memo } from 'react';
import { useTranslation } from 'react-i18next';
import type { CompanyRow } from '../api/types.js';
import { useFormat } from '../i18n/use-format.js';
import { ListRow, type RowProps } from '../list/list-row.js';
import styles from '../list/list-table.module.css';
import { CompanyLink } from '../company/company-link.js';
import { ChannelIcon } from '../ui/channel-icon.js';
import { Initials } from '../ui/initials.js';
import { Moment } from '../ui/moment.js';
import { useWords } from '../ui/words.js';

/** One company; a click anywhere opens it. */
export const CompanyTableRow = memo(function CompanyTableRow({ row, ...place }: RowProps<CompanyRow>) {
  const { t } = useTranslation();
  const format = useFormat();
  const words = useWords();
  const label = row.name ?? t('company.nameless');
  return (
    <ListRow id={row.company} {...place}>
      <div role="cell" className={styles.cell} data-column="name">
        <Initials name={label} />
        <Link
          to="/companies/$company"
          params={{ company: row.company }}
          className={styles.name}
          data-row={row.company}
          dir="auto"
        >
          {label}
        </Link>
      </div>
      <div role="cell" className={styles.cell} data-column="domain" data-plain>
        {row.domain === null ? <span className={styles.none}>–</span> : <span>{row.domain}</span>}
      </div>
      <div role="cell" className={styles.cell} data-column="parent" data-plain>
        {row.parent === null ? <span className={styles.none}>–</span> : <CompanyLink {...row.parent} />}
      </div>
      <div role="cell" className={styles.cell} data-column="lastAt">
        {row.lastAt === null ? null : (
          <>
            <ChannelIcon channel={row.lastChannel} size={15} />
            <span className={styles.what}>{words.channel(row.lastChannel ?? 'other')}</span>
            <Moment at={row.lastAt} className={styles.when} />
          </>
        )}
      </div>
      <div role="cell" className={styles.cell} data-column="contacts" data-number>
        {format.count(row.contacts)}
      </div>
      <div role="cell" className={styles.cell} data-column="touches" data-number>
        {format.count(row.touches)}
      </div>
    </ListRow>
  );
});
