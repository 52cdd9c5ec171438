import '../ui/field-styles.js';
import { NativeSelect, Textarea, TextInput } from '@mantine/core';
import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { useCommand } from '../commands/use-command.js';
import { useZone } from '../app/session.js';
import { instantAt, wallClockAt } from '../travel/wall-clock.js';
import { Button } from '../ui/button.js';
import { Dialog } from '../ui/dialog.js';
import { useNotify } from '../ui/notices.js';
import { InlineProblem } from '../ui/states.js';
import styles from './owners.module.css';

const kinds = ['call', 'email', 'meeting', 'demo', 'visit', 'message', 'note'] as const;

interface Props {
  readonly contact: string;
  readonly name: string;
  readonly onClose: () => void;
}

/** Logs what one did with a contact: it stands in the journey, as a touch with an actor. */
export function ActivityDialog({ contact, name, onClose }: Props) {
  const { t } = useTranslation();
  const notify = useNotify();
  const zone = useZone();
  const [activity] = useState(() => crypto.randomUUID());
  const [opened] = useState(() => wallClockAt(zone, new Date().toISOString()));
  const [kind, setKind] = useState<(typeof kinds)[number]>('call');
  const [at, setAt] = useState(opened);
  const [direction, setDirection] = useState('');
  const [minutes, setMinutes] = useState('');
  const [outcome, setOutcome] = useState('');
  const [title, setTitle] = useState('');
  const [note, setNote] = useState('');
  const log = useCommand({
    changes: 'all',
    onDone: () => {
      notify.done(t('owners.logged'));
      onClose();
    },
  });
  // Left as it was opened, it is now: the clock has gone on since.
  const instant = at.date === opened.date && at.time === opened.time ? undefined : instantAt(zone, at);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    const said = { direction, outcome: outcome.trim(), title: title.trim(), note: note.trim(), at: instant ?? '' };
    log.mutate({
      command: 'activity.log',
      id: activity,
      params: {
        contact,
        kind,
        ...(minutes === '' ? {} : { minutes: Number(minutes) }),
        ...Object.fromEntries(Object.entries(said).filter(([, value]) => value !== '')),
      },
    });
  };
  return (
    <Dialog onClose={onClose} title={t('owners.logTitle', { name })}>
      <form onSubmit={submit} className={styles.form}>
        <div className={styles.pair}>
          <NativeSelect
            label={t('owners.kind')}
            data-autofocus
            value={kind}
            onChange={(event) => setKind(kinds.find((one) => one === event.currentTarget.value) ?? 'note')}
          >
            {kinds.map((one) => (
              <option key={one} value={one}>
                {t(`owners.activity.${one}`)}
              </option>
            ))}
          </NativeSelect>
          <NativeSelect
            label={t('owners.direction')}
            value={direction}
            onChange={(event) => setDirection(event.currentTarget.value)}
          >
            <option value="">{t('owners.unsaid')}</option>
            <option value="out">{t('owners.byUs')}</option>
            <option value="in">{t('owners.byThem')}</option>
          </NativeSelect>
        </div>
        <div className={styles.pair}>
          <TextInput
            type="date"
            label={t('moment.date')}
            value={at.date}
            max={opened.date}
            onChange={(event) => setAt({ ...at, date: event.currentTarget.value })}
          />
          <TextInput
            type="time"
            label={t('moment.time')}
            value={at.time}
            onChange={(event) => setAt({ ...at, time: event.currentTarget.value })}
          />
          <TextInput
            type="number"
            min={0}
            label={t('owners.minutes')}
            value={minutes}
            onChange={(event) => setMinutes(event.currentTarget.value)}
          />
        </div>
        <TextInput label={t('owners.title')} value={title} onChange={(event) => setTitle(event.currentTarget.value)} />
        <Textarea
          label={t('owners.note')}
          rows={4}
          value={note}
          onChange={(event) => setNote(event.currentTarget.value)}
        />
        <TextInput
          label={t('owners.outcome')}
          value={outcome}
          onChange={(event) => setOutcome(event.currentTarget.value)}
        />
        <InlineProblem error={log.error} />
        <div className={styles.buttons}>
          <Button onClick={onClose}>{t('action.cancel')}</Button>
          <Button type="submit" look="primary" busy={log.isPending} disabled={instant === null}>
            {t('owners.doLog')}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
