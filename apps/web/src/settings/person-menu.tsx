import '../ui/menu-styles.js';
import { Menu } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { IconDots, IconLink, IconUserMinus, IconUserShield } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { call } from '../api/client.js';
import type { IssuedLink, PersonRow } from '../api/types.js';
import { useSession } from '../app/session.js';
import { useNotify } from '../ui/notices.js';
import { useRoleWord, type Role } from '../ui/role-words.js';
import { LinkShown } from './link-shown.js';
import { Dialog } from '../ui/dialog.js';
import { IconButton } from '../ui/button.js';
import { RemovePerson } from './remove-person.js';

/** What can be done about a person: a new link, another role, removal. */
export function PersonMenu({ person }: { readonly person: PersonRow }) {
  const { t } = useTranslation();
  const roleWord = useRoleWord();
  const client = useQueryClient();
  const notify = useNotify();
  const oneself = useSession()?.person.id === person.id;
  const [removing, setRemoving] = useState(false);
  const name = person.name ?? person.email ?? person.id;
  const refresh = (): Promise<void> => client.invalidateQueries({ queryKey: ['people'] });
  const link = useMutation({
    mutationFn: () => call<IssuedLink>(`/api/people/${person.id}/link`, { method: 'POST', body: {} }),
    onSuccess: refresh,
    onError: (error) => notify.problem(error),
  });
  const change = useMutation({
    mutationFn: (role: Role) =>
      call('/api/commands/person.change-role', { method: 'POST', body: { id: person.id, params: { role } } }),
    onSuccess: async (_answer, role) => {
      await refresh();
      notify.done(t('people.roleChanged', { name, role: roleWord(role) }));
    },
    onError: (error) => notify.problem(error),
  });
  const other: Role = person.role === 'admin' ? 'reader' : 'admin';
  return (
    <>
      <Menu position="bottom-end" width={232} shadow="md" withinPortal>
        <Menu.Target>
          <IconButton label={t('people.more', { name })}>
            <IconDots size={16} />
          </IconButton>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item leftSection={<IconLink size={16} stroke={1.7} />} onClick={() => link.mutate()}>
            {t('people.newLink')}
          </Menu.Item>
          <Menu.Item
            leftSection={<IconUserShield size={16} stroke={1.7} />}
            disabled={oneself}
            onClick={() => change.mutate(other)}
          >
            {other === 'admin' ? t('people.makeAdmin') : t('people.makeReader')}
          </Menu.Item>
          <Menu.Divider />
          <Menu.Item
            leftSection={<IconUserMinus size={16} stroke={1.7} />}
            disabled={oneself}
            onClick={() => setRemoving(true)}
          >
            {t('people.remove')}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      {link.data === undefined ? null : (
        <Dialog
          onClose={link.reset}
          title={t('people.ready', { email: person.email ?? name })}
          size={480}
          closeOnClickOutside={false}
        >
          <LinkShown link={link.data.link} onDone={link.reset} />
        </Dialog>
      )}
      {removing ? <RemovePerson id={person.id} name={name} onClose={() => setRemoving(false)} /> : null}
    </>
  );
}
