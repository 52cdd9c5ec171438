import '../ui/field-styles.js';
import { NativeSelect, Textarea, TextInput } from '@mantine/core';
import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { useCommand } from '../commands/use-command.js';
import { useSession } from '../app/session.js';
import { Button } from '../ui/button.js';
import { Dialog } from '../ui/dialog.js';
import { useNotify } from '../ui/notices.js';
import { InlineProblem } from '../ui/states.js';
import { nameOf } from './called.js';
import styles from './handoffs.module.css';
import { useTeams } from './teams.js';

interface Props {
  /** The contact, or company. */
  readonly contact: string;
  readonly name: string;
  readonly onClose: () => void;
}

/** Offers a contact to a team, or to one of its members: it stays the giver's until somebody accepts. */
export function OfferDialog({ contact, name, onClose }: Props) {
  const { t } = useTranslation();
  const notify = useNotify();
  const me = useSession()?.person.id;
  const teams = useTeams();
  const [handoff] = useState(() => crypto.randomUUID());
  const [team, setTeam] = useState('');
  const [to, setTo] = useState('');
  const [reason, setReason] = useState('');
  const [comment, setComment] = useState('');
  const offer = useCommand({
    changes: 'all',
    onDone: () => {
      notify.done(t('handoffs.offeredNotice', { name }));
      onClose();
    },
  });
  const open = teams.data?.items.filter((one) => one.open) ?? [];
  const members = open.find((one) => one.team === team)?.members.filter(({ id }) => id !== me) ?? [];
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    const words = comment.trim();
    offer.mutate({
      command: 'handoff.offer',
      id: handoff,
      params: {
        contact,
        team,
        ...(to === '' ? {} : { to }),
        reason: reason.trim(),
        ...(words === '' ? {} : { comment: words }),
      },
    });
  };
  return (
    <Dialog onClose={onClose} title={t('handoffs.offerTitle', { name })}>
      <form onSubmit={submit} className={styles.form}>
        <p className={styles.soft}>{t('handoffs.offerText')}</p>
        {teams.isSuccess && open.length === 0 ? <p>{t('handoffs.noTeams')}</p> : null}
        <div className={styles.pair}>
          <NativeSelect
            label={t('handoffs.team')}
            data-autofocus
            value={team}
            onChange={(event) => {
              setTeam(event.currentTarget.value);
              setTo('');
            }}
          >
            <option value="">{t('handoffs.choose')}</option>
            {open.map((one) => (
              <option key={one.team} value={one.team}>
                {nameOf({ id: one.team, name: one.name })}
              </option>
            ))}
          </NativeSelect>
          <NativeSelect
            label={t('handoffs.person')}
            value={to}
            disabled={team === ''}
            onChange={(event) => setTo(event.currentTarget.value)}
          >
            <option value="">{t('handoffs.anybody')}</option>
            {members.map((one) => (
              <option key={one.id} value={one.id}>
                {nameOf(one)}
              </option>
            ))}
          </NativeSelect>
        </div>
        <TextInput
          label={t('handoffs.why')}
          required
          withAsterisk={false}
          maxLength={80}
          value={reason}
          onChange={(event) => setReason(event.currentTarget.value)}
        />
        <Textarea
          label={t('handoffs.comment')}
          rows={3}
          value={comment}
          onChange={(event) => setComment(event.currentTarget.value)}
        />
        <InlineProblem error={offer.error ?? teams.error} />
        <div className={styles.buttons}>
          <Button onClick={onClose}>{t('action.cancel')}</Button>
          <Button type="submit" look="primary" busy={offer.isPending} disabled={team === '' || reason.trim() === ''}>
            {t('handoffs.offer')}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
