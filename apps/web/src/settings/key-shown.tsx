import { IconAlertTriangle } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { IssuedKey } from '../api/types.js';
import { Button } from '../ui/button.js';
import { Copy } from '../ui/copy-button.js';
import styles from './settings.module.css';
import { webhookName } from './webhooks.js';

interface Props {
  readonly issued: IssuedKey;
  /** The webhook it is for; null for a key of none. */
  readonly webhook: string | null;
  readonly onDone: () => void;
}

/** A key that was issued, or the address of a webhook that holds it: shown this once. */
export function KeyShown({ issued, webhook, onDone }: Props) {
  const { t } = useTranslation();
  const shown = issued.address ?? issued.key;
  return (
    <div className={styles.form}>
      <p className={styles.once}>
        <IconAlertTriangle size={16} aria-hidden />
        {webhook === null ? t('keysPage.once') : t('keysPage.addressOnce', { vendor: webhookName(webhook) })}
      </p>
      <div className={styles.secret}>
        <code>{shown}</code>
        <Copy wide value={shown} label={t('action.copy')} />
      </div>
      {webhook !== null && issued.awaitsSecret === true ? (
        <p>{t('keysPage.secretLater', { vendor: webhookName(webhook) })}</p>
      ) : null}
      <div className={styles.buttons}>
        <Button look="primary" onClick={onDone}>
          {t('keysPage.done')}
        </Button>
      </div>
    </div>
  );
}
