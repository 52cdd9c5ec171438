import { getRouteApi } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../i18n/use-format.js';
import { useDensity } from '../journey/use-density.js';
import { ChannelIcon } from '../ui/channel-icon.js';
import { useWords } from '../ui/words.js';
import styles from './activity-bars.module.css';

const route = getRouteApi('/app/contacts/$contact');

/** How much came through each channel; a bar filters the journey by it. */
export function ActivityBars({ contact }: { readonly contact: string }) {
  const { t } = useTranslation();
  const words = useWords();
  const format = useFormat();
  const chosen = route.useSearch().channel;
  const density = useDensity(contact);
  const byChannel = density.data?.channels ?? [];
  const most = Math.max(1, ...byChannel.map(({ touches }) => touches));
  return (
    <ul className={styles.bars}>
      {byChannel.map(({ channel, touches }) => (
        <li key={channel}>
          <route.Link
            to="."
            search={(now) => ({
              ...now,
              channel: chosen === channel ? undefined : channel,
              selected: undefined,
              view: undefined,
            })}
            className={styles.row}
            aria-current={chosen === channel || undefined}
            title={t('about.filter', { channel: words.channel(channel) })}
          >
            <ChannelIcon channel={channel} size={15} />
            <span className={styles.name}>{words.channel(channel)}</span>
            <span className={styles.track} aria-hidden>
              <span style={{ width: `${Math.max(2, (touches / most) * 100)}%` }} />
            </span>
            <span className={styles.count}>{format.count(touches)}</span>
          </route.Link>
        </li>
      ))}
    </ul>
  );
}
