import '../ui/field-styles.js';
import { Textarea, TextInput } from '@mantine/core';
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

/** Says that a ticket is solved, and how: what is written helps whoever has one like it. */
export function ResolveDialog({ ticket, onClose }: Props) {
  const { t } = useTranslation();
  const notify = useNotify();
  const [resolution, setResolution] = useState('');
  const [code, setCode] = useState('');
  const ask = useCommand({
    changes: ['tickets'],
    onDone: () => {
      notify.done(t('tickets.resolvedNotice'));
      onClose();
    },
  });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    const params = {
      ...(resolution.trim() === '' ? {} : { resolution: resolution.trim() }),
      ...(code.trim() === '' ? {} : { code: code.trim() }),
    };
    ask.mutate({ command: 'ticket.resolve', id: ticket.ticket, params });
  };
  return (
    <Dialog onClose={onClose} title={t('tickets.resolve')}>
      <form className={styles.form} onSubmit={submit}>
        <p className={styles.soft}>{t('tickets.resolveText')}</p>
        {ticket.contact === null ? null : (
          <Textarea
            label={t('tickets.resolution')}
            data-autofocus
            rows={4}
            value={resolution}
            onChange={(event) => setResolution(event.currentTarget.value)}
          />
        )}
        <TextInput
          label={t('tickets.code')}
          description={t('tickets.codeHelp')}
          maxLength={100}
          value={code}
          onChange={(event) => setCode(event.currentTarget.value)}
        />
        <InlineProblem error={ask.error} />
        <div className={styles.buttons}>
          <Button onClick={onClose}>{t('action.cancel')}</Button>
          <Button type="submit" look="primary" busy={ask.isPending}>
            {t('tickets.resolve')}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
