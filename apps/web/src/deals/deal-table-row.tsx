import { Link } from '@tanstack/react-router';
import { IconAlertTriangle } from '@tabler/icons-react';
import { memo } from 'react';
import { useTranslation } from 'react-i18next';
import type { DealLine } from '../api/types.js';
import { CompanyLink } from '../company/company-link.js';
import { useMoney } from '../i18n/money.js';
import { useFormat } from '../i18n/use-format.js';
import { ListRow, type RowProps } from '../list/list-row.js';
import styles from '../list/list-table.module.css';
import { useStaff } from '../staff/use-staff.js';
import { ContactLink } from '../contact/contact-link.js';
import { Initials } from '../ui/initials.js';
import own from './deal-columns.module.css';
import { useDealName } from './deal-name.js';
import { useStageWords } from './stage-words.js';

/** One deal; a click anywhere opens it. */
export const DealTableRow = memo(function DealTableRow({ row, ...place }: RowProps<DealLine>) {
  const { t } = useTranslation();
  const format = useFormat();
  const { money } = useMoney();
  const staff = useStaff();
  const nameOf = useDealName();
  const stageWord = useStageWords();
  const owner = row.owner === null ? null : (row.owner.name ?? staff.person(row.owner.person));
  const none = <span className={styles.none}>–</span>;
  return (
    <ListRow id={row.deal} {...place}>
      <div role="cell" className={styles.cell} data-column="name" data-plain>
        <Link to="/deals/$deal" params={{ deal: row.deal }} className={styles.name} data-row={row.deal} dir="auto">
          {nameOf(row)}
        </Link>
      </div>
      <div role="cell" className={styles.cell} data-column="with" data-plain>
        {row.company !== null ? (
          <CompanyLink {...row.company} />
        ) : row.contact !== null ? (
          <ContactLink {...row.contact} />
        ) : (
          none
        )}
      </div>
      <div role="cell" className={styles.cell} data-column="stage" data-plain>
        <span>
          {row.status === 'open'
            ? row.stage === null
              ? t('deals.firstStage')
              : stageWord(row.stage)
            : t(`deals.status.${row.status}`)}
        </span>
      </div>
      <div role="cell" className={styles.cell} data-column="amount" data-number>
        {row.amount === null || row.currency === null ? none : money(row.amount, row.currency)}
      </div>
      <div role="cell" className={styles.cell} data-column="closeOn" data-plain>
        {row.closeOn === null ? (
          none
        ) : (
          <span className={own.when} data-overdue={row.overdue || undefined}>
            {row.overdue ? <IconAlertTriangle size={14} stroke={1.8} aria-label={t('deals.overdue')} /> : null}
            {format.day(row.closeOn)}
          </span>
        )}
      </div>
      <div role="cell" className={styles.cell} data-column="owner">
        {row.owner === null ? (
          none
        ) : (
          <>
            <Initials name={owner ?? '?'} />
            <span className={styles.what}>{owner ?? t('deals.ownerUnknown')}</span>
          </>
        )}
      </div>
      <div role="cell" className={styles.cell} data-column="next" data-plain>
        {row.nextStep === null ? (
          none
        ) : (
          <span>
            {row.nextStep}
            {row.nextOn === null ? '' : ` · ${format.day(row.nextOn)}`}
          </span>
        )}
      </div>
    </ListRow>
  );
});
