import '../ui/field-styles.js';
import { NativeSelect, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { call } from '../api/client.js';
import type { Stages } from '../api/types.js';
import { useCommand } from '../commands/use-command.js';
import type { Subject } from '../subject/subject.js';
import { Button } from '../ui/button.js';
import { Dialog } from '../ui/dialog.js';
import { useNotify } from '../ui/notices.js';
import { useStageWord } from '../ui/stage-words.js';
import { InlineProblem } from '../ui/states.js';
import styles from './owners.module.css';

interface Props {
  readonly subject: Subject;
  readonly name: string;
  readonly onClose: () => void;
}

/** Moves somebody to a stage, for a reason: there until something later moves them on. */
export function StageDialog({ subject, name, onClose }: Props) {
  const { t } = useTranslation();
  const notify = useNotify();
  const word = useStageWord();
  const stages = useQuery({
    queryKey: ['stages'],
    queryFn: ({ signal }) => call<Stages>('/api/stages', { signal }),
    meta: { reads: ['funnel'] },
  });
  const [stage, setStage] = useState('');
  const [reason, setReason] = useState('');
  const move = useCommand({
    changes: 'all',
    onDone: () => {
      notify.done(t('owners.moved', { name, stage: word(stage) }));
      onClose();
    },
  });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    const definition = stages.data?.definition ?? null;
    move.mutate({
      command: 'standing.move',
      id: subject.id,
      params: { stage, reason: reason.trim(), ...(definition === null ? {} : { definition }) },
    });
  };
  return (
    <Dialog onClose={onClose} title={t('owners.moveTitle', { name })} size={440}>
      <form onSubmit={submit} className={styles.form}>
        <p className={styles.soft}>{t('owners.moveText')}</p>
        <NativeSelect
          label={t('owners.stage')}
          data-autofocus
          value={stage}
          onChange={(event) => setStage(event.currentTarget.value)}
        >
          <option value="">{t('owners.choose')}</option>
          {stages.data?.stages.map((one) => (
            <option key={one.name} value={one.name}>
              {word(one.name)}
            </option>
          ))}
        </NativeSelect>
        <TextInput
          label={t('owners.reason')}
          required
          withAsterisk={false}
          value={reason}
          onChange={(event) => setReason(event.currentTarget.value)}
        />
        <InlineProblem error={move.error ?? stages.error} />
        <div className={styles.buttons}>
          <Button onClick={onClose}>{t('action.cancel')}</Button>
          <Button type="submit" look="primary" busy={move.isPending} disabled={stage === '' || reason.trim() === ''}>
            {t('owners.doMove')}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
