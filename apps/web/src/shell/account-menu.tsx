import { IconChevronDown } from '@tabler/icons-react';
import { lazy } from 'react';
import { useTranslation } from 'react-i18next';
import { useSession } from '../app/session.js';
import { Initials } from '../ui/initials.js';
import { OnDemand } from '../ui/on-demand.js';
import styles from './account-menu.module.css';

const AccountItems = lazy(() => import('./account-items.js').then((module) => ({ default: module.AccountItems })));

/** Who is signed in, and the menu behind it. */
export function AccountMenu() {
  const { t } = useTranslation();
  const session = useSession();
  if (session === null) return null;
  const { person } = session;
  const name = person.name ?? person.email ?? person.id;
  return (
    <OnDemand renderMenu={(button) => <AccountItems>{button}</AccountItems>}>
      <button type="button" className={styles.account} title={t('account.menu', { name })} aria-haspopup="menu">
        <Initials name={name} size={24} />
        <span className={styles.name}>{name}</span>
        <IconChevronDown size={14} aria-hidden />
      </button>
    </OnDemand>
  );
}
