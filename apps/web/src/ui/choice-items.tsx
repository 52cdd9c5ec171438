import './menu-styles.js';
import { Menu } from '@mantine/core';
import { IconCheck } from '@tabler/icons-react';
import type { ReactElement } from 'react';
import type { Option } from './option.js';
import styles from './filter.module.css';

interface Props {
  readonly options: readonly Option[];
  readonly value: string | undefined;
  readonly onChange: (value: string | undefined) => void;
  readonly children: ReactElement;
}

/** What there is to choose from, loaded when the filter is first opened. */
export function ChoiceItems({ options, value, onChange, children }: Props) {
  return (
    <Menu position="bottom-start" width={220} shadow="md" withinPortal defaultOpened>
      <Menu.Target>{children}</Menu.Target>
      <Menu.Dropdown className={styles.menu}>
        {options.map((option) => (
          <Menu.RadioItem
            key={option.value}
            value={option.value}
            checked={option.value === value}
            checkIcon={<IconCheck size={14} aria-hidden />}
            closeMenuOnClick
            onClick={() => onChange(option.value === value ? undefined : option.value)}
          >
            {option.label}
          </Menu.RadioItem>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
