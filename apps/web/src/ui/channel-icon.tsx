import { channelLooks, channelOf } from './channels.js';
import styles from './channel-icon.module.css';

interface Props {
  readonly channel: string | null | undefined;
  readonly size?: number;
  readonly boxed?: boolean;
}

/** A channel's icon in its colour; the word stands beside it or in the row's label. */
export function ChannelIcon({ channel, size = 16, boxed = false }: Props) {
  const { icon: Glyph, hue } = channelLooks[channelOf(channel)];
  return (
    <span className={styles.icon} data-boxed={boxed || undefined} style={{ color: `var(--ch-${hue})` }} aria-hidden>
      <Glyph size={size} stroke={1.7} />
    </span>
  );
}
