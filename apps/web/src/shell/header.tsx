import { Link } from '@tanstack/react-router';
import { IconMenu2, IconSearch } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { TimeTravel } from '../travel/time-travel.js';
import { FreshnessMark } from './freshness-mark.js';
import styles from './header.module.css';
import { modKey } from './mod-key.js';
import { IconButton } from '../ui/button.js';
import { useOpenPage } from './page-title.js';

interface Props {
  readonly onSearch: () => void;
  readonly onMenu: () => void;
}

/** Where one is, the search, and how fresh everything is. */
export function Header({ onSearch, onMenu }: Props) {
  const { t } = useTranslation();
  const { title, parent } = useOpenPage();
  return (
    <header className={styles.header}>
      <IconButton className={styles.menu} label={t('shell.menu')} onClick={onMenu}>
        <IconMenu2 size={18} />
      </IconButton>
      <div className={styles.crumbs}>
        {parent === undefined ? null : (
          <>
            <Link to={parent.to} className={styles.parent}>
              {parent.title}
            </Link>
            <span aria-hidden className={styles.slash}>
              /
            </span>
          </>
        )}
        <h1 className={styles.title}>{title}</h1>
      </div>
      <button type="button" className={styles.search} onClick={onSearch}>
        <IconSearch size={15} stroke={1.8} aria-hidden />
        <span>{t('shell.search')}</span>
        <kbd>{`${modKey} K`}</kbd>
      </button>
      <TimeTravel />
      <FreshnessMark />
    </header>
  );
}
