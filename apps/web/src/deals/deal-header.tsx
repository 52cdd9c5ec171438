import { IconAlertTriangle } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { DealRecord } from '../api/types.js';
import { useMay } from '../app/session.js';
import { CompanyLink } from '../company/company-link.js';
import { ContactLink } from '../contact/contact-link.js';
import { useMoney } from '../i18n/money.js';
import { useFormat } from '../i18n/use-format.js';
import { SubjectHeader, SubjectHeaderSkeleton } from '../subject/subject-header.js';
import { useShownNow } from '../travel/use-shown-now.js';
import { Button } from '../ui/button.js';
import { CloseDialog } from './close-dialog.js';
import { CorrectDialog } from './correct-dialog.js';
import { useDealName } from './deal-name.js';
import styles from './deal.module.css';
import { ReopenDialog } from './reopen-dialog.js';

type Open = 'won' | 'lost' | 'reopen' | 'correct';

/** Which deal it is, how it stands, and what can be done with it. */
export function DealHeader({ deal }: { readonly deal: DealRecord | undefined }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { money } = useMoney();
  const now = useShownNow();
  const nameOf = useDealName();
  const may = useMay('deals.write');
  const [open, setOpen] = useState<Open | null>(null);
  if (deal === undefined) return <SubjectHeaderSkeleton />;
  const { amount, currency, probability, status, stageSince, closedAt } = deal;
  const close = (): void => setOpen(null);
  return (
    <>
      <SubjectHeader
        name={nameOf(deal)}
        face={deal.company?.name ?? deal.contact?.name ?? undefined}
        numbers={[
          {
            label: t('deals.amount'),
            value: amount === null || currency === null ? null : money(amount, currency),
          },
          {
            label: t('deals.weighted'),
            value:
              status !== 'open' || amount === null || currency === null || probability === null
                ? null
                : money(Math.round((amount * probability) / 100), currency),
          },
          {
            label: t('deals.age'),
            value: status !== 'open' || stageSince === null ? null : format.span((now - Date.parse(stageSince)) / 1000),
          },
          {
            label: t('deals.closed'),
            value: closedAt === null ? null : format.shortDate(closedAt),
          },
        ]}
        actions={
          may ? (
            <div className={styles.buttons}>
              {status === 'open' ? (
                <>
                  <Button look="primary" size="small" onClick={() => setOpen('won')}>
                    {t('deals.win')}
                  </Button>
                  <Button size="small" onClick={() => setOpen('lost')}>
                    {t('deals.lose')}
                  </Button>
                </>
              ) : (
                <Button size="small" onClick={() => setOpen('reopen')}>
                  {t('deals.reopen')}
                </Button>
              )}
              <Button size="small" look="quiet" onClick={() => setOpen('correct')}>
                {t('deals.correct')}
              </Button>
            </div>
          ) : null
        }
      >
        <span className={styles.status} data-status={status}>
          {t(`deals.status.${status}`)}
        </span>
        {deal.overdue ? (
          <span className={styles.overdue}>
            <IconAlertTriangle size={14} stroke={1.8} aria-hidden />
            {t('deals.overdue')}
          </span>
        ) : null}
        {deal.company === null ? null : <CompanyLink {...deal.company} />}
        {deal.contact === null ? null : <ContactLink {...deal.contact} />}
      </SubjectHeader>
      {open === 'won' || open === 'lost' ? <CloseDialog deal={deal} outcome={open} onClose={close} /> : null}
      {open === 'reopen' ? <ReopenDialog deal={deal} onClose={close} /> : null}
      {open === 'correct' ? <CorrectDialog deal={deal} onClose={close} /> : null}
    </>
  );
}
