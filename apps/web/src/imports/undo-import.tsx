import '../ui/field-styles.js';
import { TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { call } from '../api/client.js';
import type { ImportOpened } from '../api/types.js';
import { useFormat } from '../i18n/use-format.js';
import settings from '../settings/settings.module.css';
import { Button } from '../ui/button.js';
import { Dialog } from '../ui/dialog.js';
import { useNotify } from '../ui/notices.js';
import { InlineProblem } from '../ui/states.js';

interface Props {
  readonly opened: ImportOpened;
  readonly onClose: () => void;
}

/** Takes back all that an import recorded, with the reason, which is kept. */
export function UndoImport({ opened, onClose }: Props) {
  const { t } = useTranslation();
  const format = useFormat();
  const client = useQueryClient();
  const notify = useNotify();
  const [reason, setReason] = useState('');
  const undo = useMutation({
    mutationFn: () => call(`/api/imports/${opened.id}/undo`, { method: 'POST', body: { reason: reason.trim() } }),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: ['import', opened.id] });
      await client.invalidateQueries({ queryKey: ['imports'] });
      notify.done(t('imports.undone', { name: opened.name }));
      onClose();
    },
  });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    undo.mutate();
  };
  return (
    <Dialog onClose={onClose} title={t('imports.undoTitle', { name: opened.name })}>
      <form className={settings.form} onSubmit={submit}>
        <p>
          {opened.recorded === null
            ? t('imports.undoTextOpen')
            : t('imports.undoText', { count: opened.recorded, number: format.count(opened.recorded) })}
        </p>
        <TextInput
          label={t('imports.reason')}
          value={reason}
          maxLength={500}
          data-autofocus
          onChange={(event) => setReason(event.currentTarget.value)}
        />
        <InlineProblem error={undo.error} />
        <div className={settings.buttons}>
          <Button onClick={onClose}>{t('action.cancel')}</Button>
          <Button type="submit" look="danger" busy={undo.isPending} disabled={reason.trim() === ''}>
            {t('imports.undo')}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
