import { IconAlertTriangle } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Copy } from '../ui/copy-button.js';
import { Button } from '../ui/button.js';
import styles from './settings.module.css';

/** A one-time link, shown this once. */
export function LinkShown({ link, onDone }: { readonly link: string; readonly onDone: () => void }) {
  const { t } = useTranslation();
  return (
    <div className={styles.form}>
      <p className={styles.once}>
        <IconAlertTriangle size={16} aria-hidden />
        {t('people.once')}
      </p>
      <div className={styles.secret}>
        <code>{link}</code>
        <Copy wide value={link} label={t('action.copy')} />
      </div>
      <div className={styles.buttons}>
        <Button look="primary" onClick={onDone}>
          {t('people.done')}
        </Button>
      </div>
    </div>
  );
}
