import '../ui/field-styles.js';
import { TextInput } from '@mantine/core';
import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import type { DealRecord } from '../api/types.js';
import { useCommand } from '../commands/use-command.js';
import { Button } from '../ui/button.js';
import { Dialog } from '../ui/dialog.js';
import styles from '../ui/form.module.css';
import { useNotify } from '../ui/notices.js';
import { InlineProblem } from '../ui/states.js';
import { useDealName } from './deal-name.js';

interface Props {
  readonly deal: DealRecord;
  readonly onClose: () => void;
}

/** Opens a closed deal again, in the stage it was closed in. */
export function ReopenDialog({ deal, onClose }: Props) {
  const { t } = useTranslation();
  const notify = useNotify();
  const name = useDealName()(deal);
  const [reason, setReason] = useState('');
  const ask = useCommand({
    changes: ['deals'],
    onDone: () => {
      notify.done(t('deals.reopenedNotice', { name }));
      onClose();
    },
  });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    const params = reason.trim() === '' ? {} : { reason: reason.trim() };
    ask.mutate({ command: 'deal.reopen', id: deal.deal, params });
  };
  return (
    <Dialog onClose={onClose} title={t('deals.reopenTitle', { name })}>
      <form className={styles.form} onSubmit={submit}>
        <p className={styles.soft}>{t('deals.reopenText')}</p>
        <TextInput
          label={t('deals.reason')}
          data-autofocus
          maxLength={200}
          value={reason}
          onChange={(event) => setReason(event.currentTarget.value)}
        />
        <InlineProblem error={ask.error} />
        <div className={styles.buttons}>
          <Button onClick={onClose}>{t('action.cancel')}</Button>
          <Button type="submit" look="primary" busy={ask.isPending}>
            {t('deals.reopen')}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
