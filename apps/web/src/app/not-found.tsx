import { Link } from '@tanstack/react-router';
import { IconCompass } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { EmptyState } from '../ui/states.js';
import styles from '../ui/link.module.css';

/** An address that leads nowhere. */
export function NotFound() {
  const { t } = useTranslation();
  return (
    <main className={styles.page}>
      <EmptyState level={1} icon={IconCompass} title={t('notFound.title')} text={t('notFound.text')}>
        <Link to="/contacts" className={styles.link}>
          {t('notFound.home')}
        </Link>
      </EmptyState>
    </main>
  );
}
