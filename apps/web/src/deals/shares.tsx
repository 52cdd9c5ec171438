import { IconChartPie } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { DealRecord } from '../api/types.js';
import { useFormat } from '../i18n/use-format.js';
import { useStaff } from '../staff/use-staff.js';
import panel from '../subject/panel.module.css';
import { Initials } from '../ui/initials.js';
import styles from './deal.module.css';

/** For whom a deal counts, and in what parts; for its owner alone where nobody said so. */
export function Shares({ deal }: { readonly deal: DealRecord }) {
  const { t } = useTranslation();
  const format = useFormat();
  const staff = useStaff();
  if (deal.shares.length === 0)
    return (
      <p className={panel.none}>
        <IconChartPie size={16} stroke={1.7} aria-hidden />
        {t('deals.notSplit')}
      </p>
    );
  return (
    <ul className={styles.parties}>
      {deal.shares.map(({ person, name, percent }) => {
        const called = name ?? staff.person(person) ?? t('deals.ownerUnknown');
        return (
          <li key={person} className={styles.party}>
            <Initials name={called} />
            <span className={styles.sharer} dir="auto">
              {called}
            </span>
            <span className={styles.percent}>{format.chance(percent)}</span>
          </li>
        );
      })}
    </ul>
  );
}
