import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { call } from '../api/client.js';
import type { KeyRow } from '../api/types.js';
import { useNotify } from '../ui/notices.js';
import { InlineProblem } from '../ui/states.js';
import { Dialog } from '../ui/dialog.js';
import { Button } from '../ui/button.js';
import styles from './settings.module.css';

interface Props {
  readonly apiKey: KeyRow;
  readonly onClose: () => void;
}

/** Revoking cannot be undone, so it is asked for twice. */
export function RevokeKey({ apiKey, onClose }: Props) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const notify = useNotify();
  const revoke = useMutation({
    mutationFn: () => call(`/api/keys/${encodeURIComponent(apiKey.id)}/revoke`, { method: 'POST', body: {} }),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: ['keys'] });
      notify.done(t('keysPage.revokedNotice', { name: apiKey.name }));
      onClose();
    },
  });
  return (
    <Dialog onClose={onClose} title={t('keysPage.revokeTitle', { name: apiKey.name })} size={440}>
      <div className={styles.form}>
        <p>{t('keysPage.revokeText')}</p>
        <InlineProblem error={revoke.error} />
        <div className={styles.buttons}>
          <Button onClick={onClose} data-autofocus>
            {t('action.cancel')}
          </Button>
          <Button look="danger" busy={revoke.isPending} onClick={() => revoke.mutate()}>
            {t('keysPage.revoke')}
          </Button>
        </div>
      </div>
    </Dialog>
  );
}
