import '../ui/field-styles.js';
import { TextInput } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { call } from '../api/client.js';
import type { Called, ReassignmentPreview } from '../api/types.js';
import { useFormat } from '../i18n/use-format.js';
import { Button } from '../ui/button.js';
import { Dialog } from '../ui/dialog.js';
import { useNotify } from '../ui/notices.js';
import { Bar } from '../ui/skeleton.js';
import { ErrorState, InlineProblem } from '../ui/states.js';
import { nameOf } from './called.js';
import styles from './handoffs.module.css';
import { PeopleSelect } from './people-select.js';

interface Progress {
  readonly reassignment: string;
  readonly total: number;
  readonly done: number;
}

/** Gives the book of somebody who leaves to another: what would move first, then all at once, and back again. */
export function ReassignDialog({ from, onClose }: { readonly from: Called; readonly onClose: () => void }) {
  const { t } = useTranslation();
  const notify = useNotify();
  const client = useQueryClient();
  const [to, setTo] = useState('');
  const [reason, setReason] = useState('');
  // Sent again after a failure it counts once; given to somebody else it is another one.
  const [asked, setAsked] = useState(() => crypto.randomUUID());
  const preview = useQuery({
    queryKey: ['reassignment-preview', from.id],
    queryFn: ({ signal }) =>
      call<ReassignmentPreview>(`/api/books/${encodeURIComponent(from.id)}/reassignment-preview`, { signal }),
    meta: { reads: ['deals', 'ownership', 'staff', 'teams'] },
  });
  const refresh = (): Promise<void> =>
    client.invalidateQueries({ predicate: ({ queryKey }) => queryKey[0] !== 'session' });
  const give = useMutation({
    mutationFn: () =>
      call<Progress>('/api/reassignments', {
        method: 'POST',
        idempotencyKey: asked,
        body: {
          from: from.id,
          ...(to === '' ? {} : { to }),
          ...(reason.trim() === '' ? {} : { reason: reason.trim() }),
        },
      }),
    onSuccess: refresh,
  });
  const undo = useMutation({
    mutationFn: (reassignment: string) =>
      call<Progress>(`/api/reassignments/${reassignment}/undo`, { method: 'POST', body: {} }),
    onSuccess: async () => {
      notify.done(t('handoffs.reassignUndone', { name: nameOf(from) }));
      onClose();
      await refresh();
    },
  });
  const { data } = preview;
  return (
    <Dialog onClose={onClose} title={t('handoffs.reassignTitle', { name: nameOf(from) })} size={520}>
      {give.data !== undefined ? (
        <Given progress={give.data} busy={undo.isPending} error={undo.error} onUndo={undo.mutate} onClose={onClose} />
      ) : preview.isError && data === undefined ? (
        <ErrorState error={preview.error} retry={() => void preview.refetch()} compact />
      ) : data === undefined ? (
        <Bar width="80%" />
      ) : (
        <div className={styles.form}>
          <Preview preview={data} />
          <PeopleSelect
            label={t('handoffs.reassignTo')}
            nobody={t('handoffs.toNobody')}
            value={to}
            but={from.id}
            onChange={(person) => {
              setTo(person);
              setAsked(crypto.randomUUID());
            }}
          />
          <TextInput
            label={t('identity.reason')}
            value={reason}
            onChange={(event) => setReason(event.currentTarget.value)}
          />
          <InlineProblem error={give.error} />
          <div className={styles.buttons}>
            <Button onClick={onClose}>{t('action.cancel')}</Button>
            <Button look="primary" busy={give.isPending} onClick={() => give.mutate()}>
              {t('handoffs.reassignDo')}
            </Button>
          </div>
        </div>
      )}
    </Dialog>
  );
}

function Preview({ preview }: { readonly preview: ReassignmentPreview }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { contacts, companies, openDeals, first, offered, awaited } = preview;
  return (
    <>
      <dl className={styles.facts}>
        <dt>{t('nav.contacts')}</dt>
        <dd>{format.count(contacts)}</dd>
        <dt>{t('nav.companies')}</dt>
        <dd>{format.count(companies)}</dd>
        <dt>{t('handoffs.openDeals')}</dt>
        <dd>{t('handoffs.dealsStay', { number: format.count(openDeals) })}</dd>
        <dt>{t('handoffs.openOffers')}</dt>
        <dd>{format.count(offered.length + awaited.length)}</dd>
      </dl>
      <p className={styles.soft} dir="auto">
        {first
          .slice(0, 12)
          .map((one) => nameOf(one))
          .join(', ')}
        {contacts + companies > 12 ? '…' : ''}
      </p>
    </>
  );
}

interface GivenProps {
  readonly progress: Progress;
  readonly busy: boolean;
  readonly error: Error | null;
  readonly onUndo: (reassignment: string) => void;
  readonly onClose: () => void;
}

function Given({ progress, busy, error, onUndo, onClose }: GivenProps) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <div className={styles.form}>
      <p role="status">
        {t('handoffs.reassigned', { done: format.count(progress.done), total: format.count(progress.total) })}
      </p>
      <InlineProblem error={error} />
      <div className={styles.buttons}>
        <Button busy={busy} onClick={() => onUndo(progress.reassignment)}>
          {t('handoffs.reassignUndo')}
        </Button>
        <Button look="primary" onClick={onClose}>
          {t('handoffs.done')}
        </Button>
      </div>
    </div>
  );
}
