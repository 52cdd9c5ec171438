import { useTranslation } from 'react-i18next';
import type { HandoffLine } from '../api/types.js';
import { useFormat, useNow } from '../i18n/use-format.js';
import { useShownNow } from '../travel/use-shown-now.js';
import styles from './handoffs.module.css';

/** From here on it is said aloud that an offer is about to expire. */
const SOON_MS = 2 * 3_600_000;

interface Props {
  readonly line: Pick<HandoffLine, 'status' | 'answerBy'>;
  /** Counts from now, on a screen that always shows now. */
  readonly fromNow?: boolean;
}

/** How an offer stands: how long it is open still, or what became of it. */
export function Clock({ line, fromNow = false }: Props) {
  const { t } = useTranslation();
  const format = useFormat();
  const present = useNow();
  const shown = useShownNow();
  const { status, answerBy } = line;
  if (status !== 'open' || answerBy === null)
    return (
      <span className={styles.state} data-status={status}>
        {t(`handoffs.status.${known(status)}`)}
      </span>
    );
  const left = Date.parse(answerBy) - (fromNow ? present : shown);
  return (
    <time
      dateTime={answerBy}
      title={format.exact(answerBy)}
      className={styles.state}
      data-status={left <= 0 ? 'over' : left < SOON_MS ? 'soon' : 'open'}
    >
      {left <= 0 ? t('handoffs.over') : t('handoffs.expiresIn', { span: format.span(left / 1000) })}
    </time>
  );
}

const statuses = ['open', 'accepted', 'refused', 'expired', 'withdrawn', 'returned', 'closed'] as const;

function known(status: string): (typeof statuses)[number] {
  return statuses.find((one) => one === status) ?? 'closed';
}
