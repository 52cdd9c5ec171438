import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { IconX } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ApiProblem, call } from '../api/client.js';
import type { QuarantineOpened } from '../api/types.js';
import { Button, IconButton } from '../ui/button.js';
import { Moment } from '../ui/moment.js';
import { useNotify } from '../ui/notices.js';
import { Bar } from '../ui/skeleton.js';
import { ErrorState, InlineProblem } from '../ui/states.js';
import styles from './intake.module.css';

interface Props {
  readonly id: string;
  readonly mayWrite: boolean;
  readonly onClose: () => void;
}

/** One message in quarantine, with what is wrong with it and what can be done. */
export function EntryPanel({ id, mayWrite, onClose }: Props) {
  const { t } = useTranslation();
  const entry = useQuery({
    queryKey: ['quarantine-entry', id],
    queryFn: ({ signal }) => call<QuarantineOpened>(`/api/quarantine/${encodeURIComponent(id)}`, { signal }),
  });
  return (
    <aside className={styles.panel} aria-label={t('quarantine.one')}>
      <div className={styles.panelHead}>
        <h3>{t('quarantine.one')}</h3>
        <IconButton label={t('action.close')} onClick={onClose}>
          <IconX size={18} aria-hidden />
        </IconButton>
      </div>
      {entry.isError && entry.data === undefined ? (
        <ErrorState error={entry.error} retry={() => void entry.refetch()} compact />
      ) : entry.data === undefined ? (
        <Bar width="80%" />
      ) : (
        <Entry key={entry.data.state} entry={entry.data} mayWrite={mayWrite} />
      )}
    </aside>
  );
}

function Entry({ entry, mayWrite }: { readonly entry: QuarantineOpened; readonly mayWrite: boolean }) {
  const { t } = useTranslation();
  const waiting = entry.state === 'waiting';
  return (
    <>
      <p className={styles.soft}>
        {t(`quarantine.reasons.${entry.reason}`)} · {entry.source} · {t(`quarantine.states.${entry.state}`)}{' '}
        <Moment at={entry.receivedAt} />
      </p>
      {entry.event === null ? null : (
        <Link to="/events/$event" params={{ event: entry.event }} className={styles.link}>
          {t('quarantine.event')}
        </Link>
      )}
      {entry.readable ? null : <p>{t('quarantine.unreadable')}</p>}
      {waiting ? <Problems problems={entry.problems ?? []} /> : null}
      {entry.once?.shared === undefined ? null : <Version title={t('quarantine.shared')} value={entry.once.shared} />}
      {entry.first === null ? null : (
        <div className={styles.versions}>
          <Version title={t('quarantine.stands')} value={entry.first.payload} />
          <Version title={t('quarantine.differs')} value={entry.message} />
        </div>
      )}
      {entry.readable && waiting && mayWrite ? <Mending entry={entry} /> : null}
      {entry.readable && !(waiting && mayWrite) ? (
        <Version title={t('quarantine.message')} value={entry.message} />
      ) : null}
      {entry.acts.length === 0 ? null : (
        <ul className={styles.soft}>
          {entry.acts.map((act) => (
            <li key={act.at}>
              {t(`quarantine.acts.${act.act}`)} <Moment at={act.at} /> {act.note}
            </li>
          ))}
        </ul>
      )}
    </>
  );
}

function Problems({ problems }: { readonly problems: QuarantineOpened['problems'] }) {
  return (
    <ul className={styles.problems}>
      {(problems ?? []).map(({ where, what, remedy }) => (
        <li key={where + what}>
          <code>{where}</code> {what}
          {remedy === undefined ? null : ` (${remedy})`}
        </li>
      ))}
    </ul>
  );
}

function Version({ title, value }: { readonly title: string; readonly value: unknown }) {
  return (
    <div>
      <h4>{title}</h4>
      <pre className={styles.editor} tabIndex={0} aria-label={title}>
        {JSON.stringify(value, null, 2)}
      </pre>
    </div>
  );
}

/** The message to edit and replay, or to discard with a reason. */
function Mending({ entry }: { readonly entry: QuarantineOpened }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const notify = useNotify();
  const [text, setText] = useState(() => JSON.stringify(entry.message, null, 2));
  const [reason, setReason] = useState('');
  const [asked, setAsked] = useState(false);
  const [reader, setReader] = useState('');
  const unread = entry.readers.length > 0 && reader === '';
  const message = parsed(text);
  const settled = async (): Promise<void> => {
    await client.invalidateQueries({ queryKey: ['quarantine-entry', entry.id] });
    await client.invalidateQueries({ queryKey: ['quarantine'] });
  };
  const path = `/api/quarantine/${encodeURIComponent(entry.id)}`;
  const replay = useMutation({
    mutationFn: () =>
      call(`${path}/replay`, {
        method: 'POST',
        body: { message: message?.value, ...(reader === '' ? {} : { connector: reader }) },
      }),
    onSuccess: () => {
      notify.done(t('quarantine.mended'));
      return settled();
    },
  });
  const discard = useMutation({
    mutationFn: () => call(`${path}/discard`, { method: 'POST', body: { reason: reason.trim() } }),
    onSuccess: () => {
      notify.done(t('quarantine.discarded'));
      return settled();
    },
  });
  const errors = replay.error instanceof ApiProblem ? replay.error.problem.errors : undefined;
  return (
    <>
      <label>
        {t('quarantine.message')}
        <textarea
          className={styles.editor}
          spellCheck={false}
          value={text}
          aria-invalid={message === null || errors !== undefined}
          onChange={(event) => setText(event.currentTarget.value)}
        />
      </label>
      {entry.readers.length === 0 ? null : (
        <label>
          {t('quarantine.reader')}
          <select className={styles.select} value={reader} onChange={(event) => setReader(event.currentTarget.value)}>
            <option value="">{t('quarantine.choose')}</option>
            {entry.readers.map((one) => (
              <option key={one} value={one}>
                {one}
              </option>
            ))}
          </select>
        </label>
      )}
      {message === null ? <p role="alert">{t('quarantine.notJson')}</p> : null}
      {errors === undefined ? (
        <InlineProblem error={replay.error} />
      ) : (
        <div role="alert">
          <Problems problems={errors.map((one) => ({ where: one.path, what: one.message, ...remedyOf(one) }))} />
        </div>
      )}
      {asked ? (
        <label>
          {t('quarantine.why')}
          <input
            className={styles.text}
            value={reason}
            maxLength={200}
            onChange={(event) => setReason(event.currentTarget.value)}
          />
        </label>
      ) : null}
      <InlineProblem error={discard.error} />
      <div className={styles.buttons}>
        <Button
          look="danger"
          size="small"
          busy={discard.isPending}
          disabled={asked && reason.trim() === ''}
          onClick={() => (asked ? discard.mutate() : setAsked(true))}
        >
          {t('quarantine.discard')}
        </Button>
        <Button
          look="primary"
          size="small"
          busy={replay.isPending}
          disabled={message === null || unread}
          onClick={() => replay.mutate()}
        >
          {t('quarantine.replay')}
        </Button>
      </div>
    </>
  );
}

function remedyOf({ remedy }: { readonly remedy?: string }): { readonly remedy?: string } {
  return remedy === undefined ? {} : { remedy };
}

function parsed(text: string): { readonly value: unknown } | null {
  try {
    return { value: JSON.parse(text) as unknown };
  } catch {
    return null;
  }
}
