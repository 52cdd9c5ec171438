import { Link } from '@tanstack/react-router';
import { IconArrowDownLeft, IconArrowUpRight } from '@tabler/icons-react';
import { memo, type MouseEvent } from 'react';
import { useTranslation } from 'react-i18next';
import type { Touch } from '../api/types.js';
import { useFormat } from '../i18n/use-format.js';
import { ChannelIcon } from '../ui/channel-icon.js';
import { useWords } from '../ui/words.js';
import styles from './touch-line.module.css';

interface Props {
  readonly touch: Touch;
  readonly marked: boolean;
  readonly onInspect: (eventId: string) => void;
}

/** One touch on one line: when, through what, what, in which campaign, from which source. */
export const TouchLine = memo(function TouchLine({ touch, marked, onInspect }: Props) {
  const { t } = useTranslation();
  const format = useFormat();
  const words = useWords();
  const timed = touch.precision === 'instant' && touch.at !== null;
  const open = (event: MouseEvent): void => {
    if (event.metaKey || event.ctrlKey || event.shiftKey) return;
    event.preventDefault();
    onInspect(touch.eventId);
  };
  const Arrow = touch.direction === 'out' ? IconArrowUpRight : IconArrowDownLeft;
  return (
    <Link
      to="/events/$event"
      params={{ event: touch.eventId }}
      preload={false}
      className={styles.line}
      data-row={touch.eventId}
      data-marked={marked || undefined}
      aria-current={marked || undefined}
      onClick={open}
    >
      <span className={styles.time} title={timed ? format.exact(touch.at) : undefined}>
        {timed ? format.clock(touch.at) : t('journey.noTime')}
      </span>
      <ChannelIcon channel={touch.channel} boxed />
      <span className={styles.what}>
        {words.channel(touch.channel)} {words.kind(touch.kind)}
      </span>
      <span className={styles.title} dir="auto">
        {touch.title ?? touch.name ?? ''}
      </span>
      {touch.campaign === null ? null : <span className={styles.campaign}>{touch.campaign}</span>}
      <span className={styles.source}>{touch.source}</span>
      <span className={styles.direction}>
        {touch.direction === null ? null : (
          <Arrow size={15} role="img" aria-label={touch.direction === 'in' ? t('direction.in') : t('direction.out')} />
        )}
      </span>
    </Link>
  );
});
