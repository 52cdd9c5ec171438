import { Menu } from '@mantine/core';
import { IconCheck, IconChevronDown, IconX } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { ChannelIcon } from './channel-icon.js';
import { channels } from './channels.js';
import styles from './filter.module.css';
import { useWords } from './words.js';

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
  return (
    <div className={styles.filter} data-set={value !== undefined || undefined}>
      <Menu position="bottom-start" width={200} shadow="md" withinPortal>
        <Menu.Target>
          <button type="button" className={styles.button}>
            {value === undefined ? null : <ChannelIcon channel={value} size={15} />}
            {value === undefined
              ? name
              : label === undefined
                ? words.channel(value)
                : `${label}: ${words.channel(value)}`}
            {value === undefined ? <IconChevronDown size={14} aria-hidden /> : null}
          </button>
        </Menu.Target>
        <Menu.Dropdown className={styles.menu}>
          {channels.map((channel) => (
            <Menu.Item
              key={channel}
              role="menuitemradio"
              aria-checked={channel === value}
              leftSection={<ChannelIcon channel={channel} />}
              rightSection={channel === value ? <IconCheck size={16} aria-hidden /> : null}
              onClick={() => onChange(channel === value ? undefined : channel)}
            >
              {words.channel(channel)}
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
      {value === undefined ? null : (
        <button
          type="button"
          className={styles.clear}
          aria-label={t('filter.clear', { filter: words.channel(value) })}
          onClick={() => onChange(undefined)}
        >
          <IconX size={14} aria-hidden />
        </button>
      )}
    </div>
  );
}
