import { IconChevronDown, IconX } from '@tabler/icons-react';
import { lazy } from 'react';
import { useTranslation } from 'react-i18next';
import { ChannelIcon } from './channel-icon.js';
import styles from './filter.module.css';
import { OnDemand } from './on-demand.js';
import { useWords } from './words.js';

const ChannelItems = lazy(() => import('./channel-items.js').then((module) => ({ default: module.ChannelItems })));

interface Props {
  /** What the channel is of, where nothing is chosen: "Channel" if missing. */
  readonly label?: string;
  readonly value: string | undefined;
  readonly onChange: (channel: string | undefined) => void;
}

/** Chooses one channel, or all. */
export function ChannelFilter({ label, value, onChange }: Props) {
  const { t } = useTranslation();
  const words = useWords();
  const name = label ?? t('filter.channel');
  const chosen = value === undefined ? null : words.channel(value);
  return (
    <div className={styles.filter} data-set={chosen !== null || undefined}>
      <OnDemand
        renderMenu={(button) => (
          <ChannelItems value={value} onChange={onChange}>
            {button}
          </ChannelItems>
        )}
      >
        <button type="button" className={styles.button} aria-haspopup="menu">
          {chosen === null ? null : <ChannelIcon channel={value} size={15} />}
          {chosen === null ? name : label === undefined ? chosen : `${label}: ${chosen}`}
          {chosen === null ? <IconChevronDown size={14} aria-hidden /> : null}
        </button>
      </OnDemand>
      {chosen === null ? null : (
        <button
          type="button"
          className={styles.clear}
          aria-label={t('filter.clear', { filter: chosen })}
          onClick={() => onChange(undefined)}
        >
          <IconX size={14} aria-hidden />
        </button>
      )}
    </div>
  );
}
