import '../ui/field-styles.js';
import { TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { call } from '../api/client.js';
import type { CompanyLinkPreview, LinkPreview } from '../api/types.js';
import { useFormat } from '../i18n/use-format.js';
import { SubjectPicker } from '../search/subject-picker.js';
import { subjectPath, subjectReads, type Subject } from '../subject/subject.js';
import { Button } from '../ui/button.js';
import { Dialog } from '../ui/dialog.js';
import { useNotify } from '../ui/notices.js';
import { Bar } from '../ui/skeleton.js';
import { ErrorState, InlineProblem } from '../ui/states.js';
import { useRecordWords } from '../subject/record-words.js';
import styles from './identity.module.css';
import { StandingRows } from './standing-rows.js';
import { useJudge } from './use-judge.js';

interface Props {
  readonly subject: Subject;
  /** The other contact, or company, where it is known already. */
  readonly other?: string;
  readonly onClose: () => void;
}

/** Links a contact with another one, or a company: first which, then what would become of both. */
export function LinkDialog({ subject, other, onClose }: Props) {
  const { t } = useTranslation();
  const [chosen, setChosen] = useState(other);
  return (
    <Dialog onClose={onClose} title={t('identity.link')} size={720}>
      {chosen === undefined ? (
        <SubjectPicker
          subject={subject}
          label={subject.kind === 'contact' ? t('identity.who') : t('companyPage.which')}
          none={subject.kind === 'contact' ? t('identity.nobody') : t('companyPage.noOther')}
          onPick={({ id }) => setChosen(id)}
        />
      ) : (
        <Preview subject={subject} other={chosen} onClose={onClose} />
      )}
    </Dialog>
  );
}

function Preview({ subject, other, onClose }: Required<Props>) {
  const { t } = useTranslation();
  const words = useRecordWords();
  const notify = useNotify();
  const [reason, setReason] = useState('');
  const preview = useQuery({
    queryKey: ['link-preview', subject.id, other],
    queryFn: ({ signal }) =>
      call<LinkPreview | CompanyLinkPreview>(`${subjectPath(subject)}/link-preview/${other}`, { signal }),
    meta: { reads: subjectReads[subject.kind] },
  });
  const link = useJudge(`${subjectPath(subject)}/link`, () => {
    notify.done(t('identity.linked'));
    onClose();
  });
  const { data } = preview;
  if (data === undefined)
    return preview.isError ? (
      <ErrorState error={preview.error} retry={() => void preview.refetch()} compact />
    ) : (
      <Bar width="80%" />
    );
  const [left, right] = [sideOf(data.left), sideOf(data.right)];
  const nameless = subject.kind === 'contact' ? t('contact.nameless') : t('company.nameless');
  const shared = data.conflicts.some(({ code }) => code === 'shared');
  return (
    <div className={styles.form}>
      {data.conflicts.length === 0 ? null : (
        <ul className={styles.conflicts}>
          {data.conflicts.map(({ code }) => (
            <li key={code}>{t(`identity.conflict.${code}`)}</li>
          ))}
        </ul>
      )}
      <div className={styles.scroll} role="region" aria-label={t('identity.preview')} tabIndex={0}>
        <table>
          <thead>
            <tr>
              <th scope="col">{t('identity.field')}</th>
              <th scope="col">{left.name ?? nameless}</th>
              <th scope="col">{right.name ?? nameless}</th>
              <th scope="col">{t('identity.result')}</th>
            </tr>
          </thead>
          <tbody>
            <Sum label={t('contact.touches')} left={left.touches} right={right.touches} />
            {left.contacts === undefined || right.contacts === undefined ? null : (
              <Sum label={t('companyPage.contacts')} left={left.contacts} right={right.contacts} />
            )}
            <StandingRows {...data.standing} />
            {data.fields.map(({ field, left, right, result, differs }) => (
              <tr key={field} className={differs ? styles.differs : undefined}>
                <th scope="row">{words.field(field)}</th>
                <td>{left ?? '–'}</td>
                <td>{right ?? '–'}</td>
                <td className={styles.result}>{result ?? '–'}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <TextInput
        label={t('identity.reason')}
        value={reason}
        onChange={(event) => setReason(event.currentTarget.value)}
      />
      <InlineProblem error={link.error} />
      <div className={styles.buttons}>
        <Button onClick={onClose}>{t('action.cancel')}</Button>
        <Button
          look="primary"
          busy={link.isPending}
          disabled={data.same || shared}
          onClick={() => link.mutate({ with: other, ...(reason.trim() === '' ? {} : { reason: reason.trim() }) })}
        >
          {t('identity.doLink')}
        </Button>
      </div>
    </div>
  );
}

interface Side {
  readonly name: string | null;
  readonly touches: number;
  /** Of a company. */
  readonly contacts?: number;
}

function sideOf(record: LinkPreview['left'] | CompanyLinkPreview['left']): Side {
  return 'contact' in record
    ? { name: record.name ?? record.email, touches: record.activity.touches }
    : { name: record.name, touches: record.touches, contacts: record.contacts };
}

function Sum({ label, left, right }: { readonly label: string; readonly left: number; readonly right: number }) {
  const format = useFormat();
  return (
    <tr>
      <th scope="row">{label}</th>
      <td>{format.count(left)}</td>
      <td>{format.count(right)}</td>
      <td className={styles.result}>{format.count(left + right)}</td>
    </tr>
  );
}
