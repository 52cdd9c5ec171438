import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { call } from '../api/client.js';
import type { KeyRow } from '../api/types.js';
import { Button } from '../ui/button.js';
import { Dialog } from '../ui/dialog.js';
import { useNotify } from '../ui/notices.js';
import { InlineProblem } from '../ui/states.js';
import { SecretField } from './secret-field.js';
import styles from './settings.module.css';
import { webhookName } from './webhooks.js';

interface Props {
  readonly apiKey: KeyRow & { readonly webhook: string };
  readonly onClose: () => void;
}

/** Sets what a webhook's source signs with: most show it only once they know the address. */
export function SetSecret({ apiKey, onClose }: Props) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const notify = useNotify();
  const [secret, setSecret] = useState('');
  const { id, name, webhook } = apiKey;
  const set = useMutation({
    mutationFn: () =>
      call(`/api/keys/${encodeURIComponent(id)}/webhook`, {
        method: 'POST',
        body: { webhook, signingSecret: secret.trim() },
      }),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: ['keys'] });
      notify.done(t('keysPage.secretSet', { vendor: webhookName(webhook) }));
      onClose();
    },
  });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    set.mutate();
  };
  return (
    <Dialog onClose={onClose} title={t('keysPage.setSecretNamed', { name })} size={480}>
      <form onSubmit={submit} className={styles.form}>
        <InlineProblem error={set.error} />
        <SecretField webhook={webhook} value={secret} onChange={setSecret} required />
        <div className={styles.buttons}>
          <Button onClick={onClose}>{t('action.cancel')}</Button>
          <Button type="submit" look="primary" busy={set.isPending} disabled={secret.trim() === ''}>
            {t('keysPage.setSecret')}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
