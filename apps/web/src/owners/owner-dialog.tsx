import '../ui/field-styles.js';
import { NativeSelect, TextInput } from '@mantine/core';
import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { useCommand } from '../commands/use-command.js';
import { nameOf } from '../handoffs/called.js';
import { PeopleSelect } from '../handoffs/people-select.js';
import { useTeams } from '../handoffs/teams.js';
import type { Subject } from '../subject/subject.js';
import { Button } from '../ui/button.js';
import { Dialog } from '../ui/dialog.js';
import { useNotify } from '../ui/notices.js';
import { InlineProblem } from '../ui/states.js';
import styles from './owners.module.css';
import { useOwnership } from './standing.js';

interface Props {
  readonly subject: Subject;
  readonly name: string;
  readonly onClose: () => void;
}

/** Says whose a contact or company is, without a handoff, or that it is nobody's. */
export function OwnerDialog({ subject, name, onClose }: Props) {
  const { t } = useTranslation();
  const notify = useNotify();
  const teams = useTeams();
  const owned = (useOwnership(subject).data?.owners.length ?? 0) > 0;
  const [person, setPerson] = useState('');
  const [team, setTeam] = useState('');
  const [reason, setReason] = useState('');
  const done = (): void => {
    notify.done(t('owners.said', { name }));
    onClose();
  };
  const assign = useCommand({ changes: 'all', onDone: done });
  const release = useCommand({ changes: 'all', onDone: done });
  const more = {
    ...(team === '' ? {} : { team }),
    ...(reason.trim() === '' ? {} : { reason: reason.trim() }),
  };
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    assign.mutate({ command: 'ownership.assign', id: subject.id, params: { person, ...more } });
  };
  return (
    <Dialog onClose={onClose} title={t('owners.assignTitle', { name })} size={440}>
      <form onSubmit={submit} className={styles.form}>
        <PeopleSelect label={t('owners.owner')} nobody={t('owners.choose')} value={person} onChange={setPerson} />
        <NativeSelect label={t('owners.forTeam')} value={team} onChange={(event) => setTeam(event.currentTarget.value)}>
          <option value="">{t('owners.ownTeam')}</option>
          {teams.data?.items
            .filter((one) => one.open)
            .map((one) => (
              <option key={one.team} value={one.team}>
                {nameOf({ id: one.team, name: one.name })}
              </option>
            ))}
        </NativeSelect>
        <TextInput
          label={t('identity.reason')}
          value={reason}
          onChange={(event) => setReason(event.currentTarget.value)}
        />
        <InlineProblem error={assign.error ?? release.error} />
        <div className={styles.buttons}>
          {owned ? (
            <Button
              className={styles.apart}
              busy={release.isPending}
              onClick={() => release.mutate({ command: 'ownership.release', id: subject.id, params: more })}
            >
              {t('owners.release')}
            </Button>
          ) : null}
          <Button onClick={onClose}>{t('action.cancel')}</Button>
          <Button type="submit" look="primary" busy={assign.isPending} disabled={person === ''}>
            {t('owners.assign')}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
