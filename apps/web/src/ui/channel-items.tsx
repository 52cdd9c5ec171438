import './menu-styles.js';
import { Menu } from '@mantine/core';
import { IconCheck } from '@tabler/icons-react';
import type { ReactElement } from 'react';
import { ChannelIcon } from './channel-icon.js';
import { channels } from './channels.js';
import styles from './filter.module.css';
import { useWords } from './words.js';

interface Props {
  readonly value: string | undefined;
  readonly onChange: (channel: string | undefined) => void;
  readonly children: ReactElement;
}

/** The channels to choose from, loaded when the filter is first opened. */
export function ChannelItems({ value, onChange, children }: Props) {
  const words = useWords();
  return (
    <Menu position="bottom-start" width={200} shadow="md" withinPortal defaultOpened>
      <Menu.Target>{children}</Menu.Target>
      <Menu.Dropdown className={styles.menu}>
        {channels.map((channel) => (
          <Menu.RadioItem
            key={channel}
            value={channel}
            checked={channel === value}
            checkIcon={<IconCheck size={14} aria-hidden />}
            closeMenuOnClick
            onClick={() => onChange(channel === value ? undefined : channel)}
          >
            <span className={styles.item}>
              <ChannelIcon channel={channel} />
              {words.channel(channel)}
            </span>
          </Menu.RadioItem>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
