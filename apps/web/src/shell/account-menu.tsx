import { Menu, useMantineColorScheme, type MantineColorScheme } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import {
  IconCheck,
  IconChevronDown,
  IconDeviceDesktop,
  IconLogout,
  IconMoon,
  IconSun,
  type Icon,
} from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { call } from '../api/client.js';
import { sessionQuery, useSession } from '../app/session.js';
import { chooseLanguage } from '../i18n/index.js';
import { languageNames, languages } from '../i18n/languages.js';
import { useNotify } from '../ui/notices.js';
import { Initials } from '../ui/initials.js';
import { useRoleWord } from '../ui/role-words.js';
import styles from './account-menu.module.css';

const schemes: readonly { readonly value: MantineColorScheme; readonly icon: Icon }[] = [
  { value: 'auto', icon: IconDeviceDesktop },
  { value: 'light', icon: IconSun },
  { value: 'dark', icon: IconMoon },
];

/** Ends the session, here and on the server. */
export function useSignOut(): () => Promise<void> {
  const client = useQueryClient();
  const navigate = useNavigate();
  const notify = useNotify();
  return async () => {
    try {
      await call('/api/session', { method: 'DELETE' });
    } catch (error) {
      notify.problem(error as Error);
      return;
    }
    await navigate({ to: '/sign-in', search: {} });
    client.clear();
    client.setQueryData(sessionQuery.queryKey, null);
  };
}

/** Who is signed in, with theme, language and the way out. */
export function AccountMenu() {
  const { t, i18n } = useTranslation();
  const session = useSession();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const signOut = useSignOut();
  const roleWord = useRoleWord();
  if (session === null) return null;
  const { person } = session;
  const name = person.name ?? person.email ?? person.id;
  return (
    <Menu position="top-start" width={232} shadow="md" withinPortal>
      <Menu.Target>
        <button type="button" className={styles.account} aria-label={t('account.menu', { name })}>
          <Initials name={name} size={24} />
          <span className={styles.name}>{name}</span>
          <IconChevronDown size={14} aria-hidden />
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        <div className={styles.who}>
          <span className={styles.email}>{person.email}</span>
          <span>{roleWord(person.role)}</span>
        </div>
        <Menu.Divider />
        <Menu.Label>{t('account.theme')}</Menu.Label>
        {schemes.map(({ value, icon: Glyph }) => (
          <Menu.Item
            key={value}
            role="menuitemradio"
            aria-checked={colorScheme === value}
            leftSection={<Glyph size={16} stroke={1.7} />}
            rightSection={colorScheme === value ? <IconCheck size={16} /> : null}
            onClick={() => setColorScheme(value)}
          >
            {t(`theme.${value}`)}
          </Menu.Item>
        ))}
        <Menu.Divider />
        <Menu.Label>{t('account.language')}</Menu.Label>
        {languages.map((language) => (
          <Menu.Item
            key={language}
            role="menuitemradio"
            aria-checked={i18n.language === language}
            lang={language}
            rightSection={i18n.language === language ? <IconCheck size={16} /> : null}
            onClick={() => void chooseLanguage(language)}
          >
            {languageNames[language]}
          </Menu.Item>
        ))}
        <Menu.Divider />
        <Menu.Item leftSection={<IconLogout size={16} stroke={1.7} />} onClick={() => void signOut()}>
          {t('account.signOut')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
