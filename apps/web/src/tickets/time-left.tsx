import { IconAlarm, IconAlertTriangle, IconClock } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../i18n/use-format.js';
import { useShownNow } from '../travel/use-shown-now.js';
import styles from './time-left.module.css';
import { urgencyAt } from './urgency.js';

interface Props {
  readonly dueAt: string;
  readonly nearAt: string;
}

const icons = { 'in-time': IconClock, near: IconAlarm, late: IconAlertTriangle } as const;

/** What is left of a clock that runs, said in words, marked as it nears its end and once it is past it. */
export function TimeLeft({ dueAt, nearAt }: Props) {
  const { t } = useTranslation();
  const format = useFormat();
  const now = useShownNow();
  const urgency = urgencyAt(dueAt, nearAt, now);
  const Glyph = icons[urgency];
  const span = format.span(Math.abs(Date.parse(dueAt) - now) / 1000);
  return (
    <time dateTime={dueAt} title={format.exact(dueAt)} className={styles.left} data-urgency={urgency}>
      <Glyph size={14} stroke={1.8} aria-hidden />
      {t(urgency === 'late' ? 'tickets.late' : 'tickets.left', { span })}
    </time>
  );
}
