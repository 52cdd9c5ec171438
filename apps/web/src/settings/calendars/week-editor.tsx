import { IconPlus, IconX } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { CalendarLine } from '../../api/types.js';
import { useFormat } from '../../i18n/use-format.js';
import { IconButton } from '../../ui/button.js';
import styles from '../rows/rows.module.css';

type Hours = CalendarLine['hours'];

interface Props {
  readonly hours: Hours;
  /** The place the API refused, as `hours[3].from`. */
  readonly wrong: string | undefined;
  /** Undefined where nothing may be changed. */
  readonly onChange: ((hours: Hours) => void) | undefined;
}

/** A Monday: its weekday's name is asked of the locale. */
const MONDAY = Date.UTC(2024, 0, 1);
const DAY_MS = 86_400_000;

/** The hours of a week, day by day; a day may have several spans, or none. */
export function WeekEditor({ hours, wrong, onChange }: Props) {
  const { t } = useTranslation();
  const { locale } = useFormat();
  const name = (weekday: number): string =>
    new Intl.DateTimeFormat(locale, { weekday: 'long', timeZone: 'UTC' }).format(MONDAY + (weekday - 1) * DAY_MS);
  const edit = (at: number, part: Partial<Hours[number]>): void =>
    onChange?.(hours.map((one, i) => (i === at ? { ...one, ...part } : one)));
  const isWrong = (at: number): true | undefined => wrong?.startsWith(`hours[${at}]`) || undefined;
  return (
    <dl className={styles.times}>
      {[1, 2, 3, 4, 5, 6, 7].map((weekday) => {
        const spans = hours.flatMap((span, at) => (span.weekday === weekday ? [{ ...span, at }] : []));
        const day = name(weekday);
        return [
          <dt key={day}>{day}</dt>,
          <dd key={weekday}>
            {spans.length === 0 ? <span className={styles.hint}>{t('calendarsPage.closed')}</span> : null}
            {spans.map(({ at, from, to }) => (
              <span key={at} className={styles.span}>
                <input
                  type="time"
                  aria-label={t('calendarsPage.opens', { day })}
                  value={from}
                  readOnly={onChange === undefined}
                  required
                  data-wrong={isWrong(at)}
                  aria-invalid={isWrong(at)}
                  onChange={(event) => edit(at, { from: event.currentTarget.value })}
                />
                –
                <input
                  // midnight at the end of a day is 24:00, which a field of times does not know
                  type={to === '24:00' ? 'text' : 'time'}
                  aria-label={t('calendarsPage.closes', { day })}
                  value={to}
                  readOnly={onChange === undefined}
                  required
                  data-wrong={isWrong(at)}
                  aria-invalid={isWrong(at)}
                  onChange={(event) => edit(at, { to: event.currentTarget.value })}
                />
                {onChange === undefined ? null : (
                  <IconButton
                    label={t('calendarsPage.removeSpan', { day, from, to })}
                    onClick={() => onChange(hours.filter((_, i) => i !== at))}
                  >
                    <IconX size={14} aria-hidden />
                  </IconButton>
                )}
              </span>
            ))}
            {onChange === undefined ? null : (
              <IconButton
                label={t('calendarsPage.addSpan', { day })}
                onClick={() => onChange([...hours, { weekday, from: '09:00', to: '17:00' }])}
              >
                <IconPlus size={14} aria-hidden />
              </IconButton>
            )}
          </dd>,
        ];
      })}
    </dl>
  );
}
