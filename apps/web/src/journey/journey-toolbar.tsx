import { IconArrowDownLeft, IconArrowUpRight } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { SubjectSearch } from '../app/search.js';
import { ChannelFilter } from '../ui/channel-filter.js';
import styles from './journey-toolbar.module.css';

interface Props {
  readonly channel: string | undefined;
  readonly direction: 'in' | 'out' | undefined;
  readonly onChange: (part: Partial<SubjectSearch>) => void;
}

/** Filters of the journey: by channel, and by who began. */
export function JourneyToolbar({ channel, direction, onChange }: Props) {
  const { t } = useTranslation();
  const choices = [
    { value: undefined, label: t('direction.all'), icon: null },
    { value: 'in', label: t('direction.in'), icon: <IconArrowDownLeft size={14} aria-hidden /> },
    { value: 'out', label: t('direction.out'), icon: <IconArrowUpRight size={14} aria-hidden /> },
  ] as const;
  return (
    <div className={styles.toolbar}>
      <h2 className={styles.title}>{t('journey.title')}</h2>
      <div className={styles.choices} role="group" aria-label={t('direction.label')}>
        {choices.map(({ value, label, icon }) => (
          <button
            key={label}
            type="button"
            aria-pressed={direction === value}
            onClick={() => onChange({ direction: value })}
          >
            {icon}
            {label}
          </button>
        ))}
      </div>
      <ChannelFilter value={channel} onChange={(chosen) => onChange({ channel: chosen })} />
    </div>
  );
}
