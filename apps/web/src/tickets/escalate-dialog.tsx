import '../ui/field-styles.js';
import { TextInput } from '@mantine/core';
import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import type { TicketDetail } from '../api/types.js';
import { useCommand } from '../commands/use-command.js';
import { Button } from '../ui/button.js';
import { Dialog } from '../ui/dialog.js';
import styles from '../ui/form.module.css';
import { useNotify } from '../ui/notices.js';
import { InlineProblem } from '../ui/states.js';

interface Props {
  readonly ticket: TicketDetail;
  readonly onClose: () => void;
}

/** Brings a ticket before somebody with more authority: one level up. */
export function EscalateDialog({ ticket, onClose }: Props) {
  const { t } = useTranslation();
  const notify = useNotify();
  const [reason, setReason] = useState('');
  const level = ticket.level + 1;
  const ask = useCommand({
    changes: ['tickets'],
    onDone: () => {
      notify.done(t('tickets.escalatedNotice', { level }));
      onClose();
    },
  });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    const params = { level, ...(reason.trim() === '' ? {} : { reason: reason.trim() }) };
    ask.mutate({ command: 'ticket.escalate', id: ticket.ticket, params });
  };
  return (
    <Dialog onClose={onClose} title={t('tickets.escalateTitle', { level })}>
      <form className={styles.form} onSubmit={submit}>
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
            {t('tickets.doEscalate')}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
