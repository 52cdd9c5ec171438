import { useTranslation } from 'react-i18next';
import type { KpiAnswer, KpiLine } from '../api/types.js';
import { useFormat } from '../i18n/use-format.js';
import styles from './card.module.css';
import { amount, change } from './figure-format.js';

interface Props {
  readonly line: KpiLine;
  readonly answer: KpiAnswer;
}

/** How the figure changed since the period before; whether that is good is not for a screen to say. */
export function Change({ line, answer }: Props) {
  const { t } = useTranslation();
  const { locale, day } = useFormat();
  const { previous } = answer;
  if (previous == null) return null;
  const changed = change(locale, line.unit, answer.value, previous.value, previous.growth);
  if (changed === null) return null;
  const { text, by, points } = changed;
  const shown = points ? t('figures.points', { points: text }) : text;
  return (
    <span
      className={styles.change}
      title={t('figures.previous', {
        value: amount(locale, line.unit, previous.value, previous.currency),
        from: day(previous.from.slice(0, 10)),
        to: day(previous.to.slice(0, 10)),
      })}
    >
      <span aria-hidden>{by > 0 ? '↗ ' : by < 0 ? '↘ ' : ''}</span>
      {shown}
    </span>
  );
}
