import '../ui/field-styles.js';
import { NativeSelect, Textarea, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useEffect, useRef, useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { useCommand } from '../commands/use-command.js';
import { SubjectField } from '../search/subject-field.js';
import type { Pick } from '../search/subject-picker.js';
import { useStaff } from '../staff/use-staff.js';
import { Button } from '../ui/button.js';
import styles from '../ui/form.module.css';
import { useNotify } from '../ui/notices.js';
import { InlineProblem } from '../ui/states.js';
import { useWords } from '../ui/words.js';
import { slaQuery } from './queries.js';
import { prioritiesOf, useTicketWords } from './ticket-words.js';

const channels = ['email', 'call', 'chat', 'web', 'social', 'meeting', 'other'] as const;

interface Props {
  readonly contact: Pick | null;
  readonly onClose: () => void;
}

/** What is told of a new ticket. What people wrote is somebody's: without a contact there are no words. */
export function NewTicketForm({ contact: begun, onClose }: Props) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const notify = useNotify();
  const staff = useStaff();
  const channel = useWords();
  const words = useTicketWords();
  const targets = useQuery(slaQuery).data?.targets ?? [];
  const [contact, setContact] = useState(begun);
  const title = useRef<HTMLInputElement>(null);
  // Whom it was begun from comes after the dialog has opened.
  const known = begun !== null;
  useEffect(() => (known ? title.current?.focus() : undefined), [known]);
  const [said, setSaid] = useState({
    title: '',
    message: '',
    channel: 'email',
    priority: '',
    theme: '',
    assignee: '',
    team: '',
  });
  const set = (part: keyof typeof said) => (event: { currentTarget: { value: string } }) => {
    const { value } = event.currentTarget;
    setSaid((now) => ({ ...now, [part]: value }));
  };
  const open = useCommand({
    changes: ['tickets'],
    onDone: ({ id }) => {
      notify.done(t('tickets.openedNotice'));
      void navigate({ to: '/tickets/$ticket', params: { ticket: id } });
    },
  });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    const told = Object.fromEntries(
      Object.entries(said)
        .map(([part, value]) => [part, value.trim()])
        .filter(([, value]) => value !== ''),
    );
    open.mutate({
      command: 'ticket.open',
      params: { ...told, from: 'customer', ...(contact === null ? {} : { profile: contact.id }) },
    });
  };
  const nobody = { value: '', label: t('tickets.nobody') };
  return (
    <form className={styles.form} onSubmit={submit}>
      <SubjectField
        kind="contact"
        label={t('tickets.contact')}
        none={t('deals.nobodyFound')}
        value={contact}
        onChange={setContact}
        autoFocus={!known}
      />
      <TextInput
        label={t('tickets.titleLabel')}
        ref={title}
        required
        withAsterisk={false}
        maxLength={300}
        value={said.title}
        onChange={set('title')}
      />
      <Textarea label={t('tickets.messageLabel')} rows={4} value={said.message} onChange={set('message')} />
      <div className={styles.row}>
        <NativeSelect
          label={t('tickets.channel')}
          value={said.channel}
          onChange={set('channel')}
          data={channels.map((one) => ({ value: one, label: channel.channel(one) }))}
        />
        <NativeSelect
          label={t('tickets.column.priority')}
          value={said.priority}
          onChange={set('priority')}
          data={[
            { value: '', label: t('tickets.noPriority') },
            ...prioritiesOf(targets.map(({ priority }) => priority)).map((one) => ({
              value: one,
              label: words.priority(one),
            })),
          ]}
        />
        <TextInput label={t('tickets.theme')} maxLength={100} value={said.theme} onChange={set('theme')} />
      </div>
      <div className={styles.row}>
        <NativeSelect
          label={t('tickets.column.assignee')}
          value={said.assignee}
          onChange={set('assignee')}
          data={[nobody, ...staff.people.map(({ id, name }) => ({ value: id, label: name }))]}
        />
        {staff.teams.length === 0 ? null : (
          <NativeSelect
            label={t('tickets.team')}
            value={said.team}
            onChange={set('team')}
            data={[nobody, ...staff.teams.map(({ id, name }) => ({ value: id, label: name }))]}
          />
        )}
      </div>
      <InlineProblem error={open.error} />
      <div className={styles.buttons}>
        <Button onClick={onClose}>{t('action.cancel')}</Button>
        <Button
          type="submit"
          look="primary"
          busy={open.isPending}
          disabled={contact === null || said.title.trim() === ''}
        >
          {t('tickets.open')}
        </Button>
      </div>
    </form>
  );
}
