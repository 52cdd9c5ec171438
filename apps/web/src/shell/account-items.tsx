import '../ui/menu-styles.js';
import { Menu, useMantineColorScheme, type MantineColorScheme } from '@mantine/core';
import { IconCheck, IconDeviceDesktop, IconLogout, IconMoon, IconSun, type Icon } from '@tabler/icons-react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { useSession } from '../app/session.js';
import { chooseLanguage } from '../i18n/index.js';
import { languageNames, languages } from '../i18n/languages.js';
import { useRoleWord } from '../ui/role-words.js';
import styles from './account-menu.module.css';
import { useSignOut } from './sign-out.js';

const schemes: readonly { readonly value: MantineColorScheme; readonly icon: Icon }[] = [
  { value: 'auto', icon: IconDeviceDesktop },
  { value: 'light', icon: IconSun },
  { value: 'dark', icon: IconMoon },
];

/** Theme, language and the way out, loaded when the menu is first opened. */
export function AccountItems({ children }: { readonly children: ReactElement }) {
  const { t, i18n } = useTranslation();
  const session = useSession();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const signOut = useSignOut();
  const roleWord = useRoleWord();
  return (
    <Menu position="top-start" width={232} shadow="md" withinPortal defaultOpened>
      <Menu.Target>{children}</Menu.Target>
      <Menu.Dropdown>
        <div className={styles.who}>
          <span className={styles.email}>{session?.person.email}</span>
          <span>{session === null ? null : roleWord(session.person.role)}</span>
        </div>
        <Menu.Divider />
        <Menu.Label>{t('account.theme')}</Menu.Label>
        {schemes.map(({ value, icon: Glyph }) => (
          <Menu.RadioItem
            key={value}
            value={value}
            checked={colorScheme === value}
            checkIcon={<IconCheck size={14} aria-hidden />}
            closeMenuOnClick
            onClick={() => setColorScheme(value)}
          >
            <span className={styles.item}>
              <Glyph size={16} stroke={1.7} aria-hidden />
              {t(`theme.${value}`)}
            </span>
          </Menu.RadioItem>
        ))}
        <Menu.Divider />
        <Menu.Label>{t('account.language')}</Menu.Label>
        {languages.map((language) => (
          <Menu.RadioItem
            key={language}
            value={language}
            lang={language}
            checked={i18n.language === language}
            checkIcon={<IconCheck size={14} aria-hidden />}
            closeMenuOnClick
            onClick={() => void chooseLanguage(language)}
          >
            {languageNames[language]}
          </Menu.RadioItem>
        ))}
        <Menu.Divider />
        <Menu.Item leftSection={<IconLogout size={16} stroke={1.7} />} onClick={() => void signOut()}>
          {t('account.signOut')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
