import '../ui/field-styles.js';
import { TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { call } from '../api/client.js';
import type { RecordIdentifier, UnlinkPreview } from '../api/types.js';
import { useFormat } from '../i18n/use-format.js';
import { subjectPath, subjectReads, type Subject } from '../subject/subject.js';
import { Button } from '../ui/button.js';
import { Dialog } from '../ui/dialog.js';
import { useNotify } from '../ui/notices.js';
import { Bar } from '../ui/skeleton.js';
import { ErrorState, InlineProblem } from '../ui/states.js';
import { useRecordWords } from '../subject/record-words.js';
import styles from './identity.module.css';
import { useStandingLines } from './standing-words.js';
import { useJudge } from './use-judge.js';

interface Props {
  readonly subject: Subject;
  readonly identifiers: readonly RecordIdentifier[];
  readonly node: string;
  /** What it is taken apart from: the identifier seen first, unless said. */
  readonly from?: string | undefined;
  readonly onClose: () => void;
}

/** Takes an identifier of a contact, or of a company, apart: first what would be left of it. */
export function UnlinkDialog({ subject, identifiers, node, from, onClose }: Props) {
  const { t } = useTranslation();
  const notify = useNotify();
  const format = useFormat();
  const words = useRecordWords();
  const standingLines = useStandingLines();
  const [reason, setReason] = useState('');
  const preview = useQuery({
    queryKey: ['unlink-preview', subject.id, node, from],
    queryFn: ({ signal }) =>
      call<UnlinkPreview>(`${subjectPath(subject)}/unlink-preview/${node}`, { signal, params: { from } }),
    meta: { reads: subjectReads[subject.kind] },
  });
  const unlink = useJudge(`${subjectPath(subject)}/unlink`, () => {
    notify.done(t('identity.unlinked'));
    onClose();
  });
  const valueOf = (one: string): string =>
    identifiers.find((identifier) => identifier.node === one)?.value ?? one.slice(0, 8);
  const own = new Set(identifiers.map((identifier) => identifier.node));
  const kindOf = (one: string): string | null => {
    const found = identifiers.find((identifier) => identifier.node === one);
    return found === undefined ? null : words.identifier(found.kind);
  };
  const { data } = preview;
  return (
    <Dialog onClose={onClose} title={t('identity.unlinkTitle', { value: valueOf(node) })} size={640}>
      {data === undefined ? (
        preview.isError ? (
          <ErrorState error={preview.error} retry={() => void preview.refetch()} compact />
        ) : (
          <Bar width="80%" />
        )
      ) : (
        <div className={styles.form}>
          <p>{subject.kind === 'contact' ? t('identity.unlinkText') : t('companyPage.unlinkText')}</p>
          <ul className={styles.parts} aria-label={t('identity.preview')}>
            {data.parts.map((part) => (
              <li key={part.contact} className={styles.part}>
                <strong>{part.fields.find(({ field }) => field === 'name')?.value ?? valueOf(part.contact)}</strong>
                <p className={styles.soft}>
                  {t('contact.touches')}: {format.count(part.touches)}
                </p>
                {standingLines(part.standing).map(({ key, label, value }) =>
                  value === null ? null : (
                    <p key={key} className={styles.soft} dir="auto">
                      {label}: {value}
                    </p>
                  ),
                )}
                {part.nodes
                  .filter((one) => own.has(one))
                  .map((one) => (
                    <p key={one}>
                      {valueOf(one)} <span className={styles.soft}>{kindOf(one)}</span>
                    </p>
                  ))}
                {part.others.map(({ contact, label }) => (
                  <p key={contact}>{t('identity.unlinkJoins', { name: label ?? t('contact.nameless') })}</p>
                ))}
              </li>
            ))}
          </ul>
          <TextInput
            label={t('identity.reason')}
            value={reason}
            onChange={(event) => setReason(event.currentTarget.value)}
          />
          <InlineProblem error={unlink.error} />
          <div className={styles.buttons}>
            <Button onClick={onClose}>{t('action.cancel')}</Button>
            <Button
              look="primary"
              busy={unlink.isPending}
              onClick={() =>
                unlink.mutate({
                  node: data.node,
                  from: data.from,
                  ...(reason.trim() === '' ? {} : { reason: reason.trim() }),
                })
              }
            >
              {t('identity.unlink')}
            </Button>
          </div>
        </div>
      )}
    </Dialog>
  );
}
