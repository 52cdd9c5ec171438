import { Link } from '@tanstack/react-router';
import { memo } from 'react';
import { useTranslation } from 'react-i18next';
import type { ContactRow } from '../api/types.js';
import { CompanyLink } from '../company/company-link.js';
import { useFormat } from '../i18n/use-format.js';
import { ListRow, type RowProps } from '../list/list-row.js';
import styles from '../list/list-table.module.css';
import { ChannelIcon } from '../ui/channel-icon.js';
import { Initials } from '../ui/initials.js';
import { Moment } from '../ui/moment.js';
import { useStageWord } from '../ui/stage-words.js';
import { useWords } from '../ui/words.js';

/** One contact; a click anywhere opens it. */
export const ContactTableRow = memo(function ContactTableRow({ row, ...place }: RowProps<ContactRow>) {
  const { t } = useTranslation();
  const format = useFormat();
  const words = useWords();
  const stageWord = useStageWord();
  const label = row.name ?? row.email ?? t('contact.nameless');
  return (
    <ListRow id={row.contact} {...place}>
      <div role="cell" className={styles.cell} data-column="name">
        <Initials name={label} />
        <Link
          to="/contacts/$contact"
          params={{ contact: row.contact }}
          className={styles.name}
          data-row={row.contact}
          dir="auto"
        >
          {label}
        </Link>
        {row.email === null || row.email === label ? null : <span className={styles.soft}>{row.email}</span>}
      </div>
      <div role="cell" className={styles.cell} data-column="company" data-plain>
        {row.companyId !== null ? (
          <CompanyLink company={row.companyId} name={row.company} />
        ) : row.company === null ? (
          <span className={styles.none}>–</span>
        ) : (
          <span dir="auto">{row.company}</span>
        )}
      </div>
      <div role="cell" className={styles.cell} data-column="stage" data-plain>
        {row.stage === null ? <span className={styles.none}>–</span> : <span>{stageWord(row.stage)}</span>}
      </div>
      <div role="cell" className={styles.cell} data-column="owner" data-plain>
        {row.owner === null ? (
          <span className={styles.none}>–</span>
        ) : (
          <span dir="auto">{row.owner.name ?? t('contacts.ownerUnknown')}</span>
        )}
        {row.owners < 2 ? null : (
          <span className={styles.soft}>{t('contacts.moreOwners', { more: row.owners - 1 })}</span>
        )}
      </div>
      <div role="cell" className={styles.cell} data-column="firstAt">
        {row.firstAt === null ? null : (
          <>
            <ChannelIcon channel={row.firstChannel} size={15} />
            <span className={styles.what}>{row.firstCampaign ?? words.channel(row.firstChannel ?? 'other')}</span>
            <Moment at={row.firstAt} className={styles.when} />
          </>
        )}
      </div>
      <div role="cell" className={styles.cell} data-column="lastAt">
        {row.lastAt === null ? null : (
          <>
            <ChannelIcon channel={row.lastChannel} size={15} />
            <span className={styles.what}>
              {words.channel(row.lastChannel ?? 'other')}
              {row.lastKind === null ? null : <span className={styles.soft}> {words.kind(row.lastKind)}</span>}
            </span>
            <Moment at={row.lastAt} className={styles.when} />
          </>
        )}
      </div>
      <div role="cell" className={styles.cell} data-column="touches" data-number>
        {format.count(row.touches)}
      </div>
    </ListRow>
  );
});
