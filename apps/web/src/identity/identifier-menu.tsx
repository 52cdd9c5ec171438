import '../ui/menu-styles.js';
import { Menu } from '@mantine/core';
import { IconDots, IconUser, IconUsers } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { IconButton } from '../ui/button.js';
import { MarkDialog } from './mark-dialog.js';

interface Props {
  readonly node: string;
  /** What it is called by: its value, or the beginning of its id where that is erased. */
  readonly value: string;
  readonly shared: boolean;
}

/** What can be said of one identifier: that several people share it, or, where that is believed, that it is somebody's own. */
export function IdentifierMenu({ node, value, shared }: Props) {
  const { t } = useTranslation();
  const [marking, setMarking] = useState<'shared' | 'own' | null>(null);
  return (
    <>
      <Menu position="bottom-end" width={248} shadow="md" withinPortal>
        <Menu.Target>
          <IconButton label={t('identity.more', { value })}>
            <IconDots size={16} />
          </IconButton>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item
            leftSection={shared ? <IconUser size={16} stroke={1.7} /> : <IconUsers size={16} stroke={1.7} />}
            onClick={() => setMarking(shared ? 'own' : 'shared')}
          >
            {t(shared ? 'identity.markOwn' : 'identity.markShared')}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      {marking === null ? null : (
        <MarkDialog node={node} value={value} says={marking} onClose={() => setMarking(null)} />
      )}
    </>
  );
}
