import { Link } from '@tanstack/react-router';
import { IconAlertTriangle, IconArrowRight, IconCalendar, IconClock } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { DealLine } from '../api/types.js';
import { useMoney } from '../i18n/money.js';
import { useFormat } from '../i18n/use-format.js';
import { useStaff } from '../staff/use-staff.js';
import { useShownNow } from '../travel/use-shown-now.js';
import { Initials } from '../ui/initials.js';
import styles from './deal-card.module.css';
import { useDealName } from './deal-name.js';

interface Props {
  readonly deal: DealLine;
  readonly may: boolean;
  /** What was done with it is being written. */
  readonly busy: boolean;
  readonly onDrag: (deal: DealLine | null) => void;
}

/** A deal on the board; it opens as a link does. */
export function DealCard({ deal, may, busy, onDrag }: Props) {
  const { t } = useTranslation();
  const format = useFormat();
  const { money } = useMoney();
  const staff = useStaff();
  const now = useShownNow();
  const nameOf = useDealName();
  const who = [deal.company?.name, deal.contact?.name].filter((one) => one != null).join(' · ');
  const owner = deal.owner === null ? null : (deal.owner.name ?? staff.person(deal.owner.person));
  return (
    // What the mouse drags, keys move.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions
    <li
      className={styles.card}
      data-busy={busy || undefined}
      aria-busy={busy || undefined}
      draggable={may && !busy}
      onDragStart={(event) => {
        event.dataTransfer.effectAllowed = 'move';
        event.dataTransfer.setData('text/plain', deal.deal);
        // Chromium ends a drag during whose start the page changes.
        setTimeout(() => onDrag(deal));
      }}
      onDragEnd={() => onDrag(null)}
    >
      <Link
        to="/deals/$deal"
        params={{ deal: deal.deal }}
        className={styles.link}
        data-row={deal.deal}
        draggable={false}
        aria-keyshortcuts={may ? 'Shift+ArrowLeft Shift+ArrowRight w l' : undefined}
      >
        <span className={styles.name}>
          <bdi>{nameOf(deal)}</bdi>
        </span>
        {who === '' ? null : (
          <span className={styles.who}>
            <bdi>{who}</bdi>
          </span>
        )}
        <span className={styles.line}>
          <strong>
            {deal.amount === null || deal.currency === null ? t('deals.noAmount') : money(deal.amount, deal.currency)}
          </strong>
          {deal.closeOn === null ? null : (
            <span className={styles.when} data-overdue={deal.overdue || undefined}>
              {deal.overdue ? (
                <IconAlertTriangle size={13} stroke={1.8} aria-hidden />
              ) : (
                <IconCalendar size={13} stroke={1.8} aria-hidden />
              )}
              {deal.overdue ? t('deals.overdueSince', { day: format.day(deal.closeOn) }) : format.day(deal.closeOn)}
            </span>
          )}
        </span>
        {deal.nextStep === null ? null : (
          <span className={styles.step}>
            <IconArrowRight size={13} stroke={1.8} aria-hidden />
            <span>
              {deal.nextStep}
              {deal.nextOn === null ? '' : ` · ${format.day(deal.nextOn)}`}
            </span>
          </span>
        )}
        <span className={styles.foot}>
          <span className={styles.age}>
            {deal.stageSince === null ? null : (
              <>
                <IconClock size={13} stroke={1.8} aria-hidden />
                {t('deals.inStage', { span: format.span((now - Date.parse(deal.stageSince)) / 1000) })}
              </>
            )}
          </span>
          {deal.owner === null ? (
            <span className={styles.nobody}>{t('deals.unowned')}</span>
          ) : (
            <span className={styles.owner}>
              <Initials name={owner ?? '?'} size={18} />
              <span>{owner ?? t('deals.ownerUnknown')}</span>
            </span>
          )}
        </span>
      </Link>
    </li>
  );
}
