import '../ui/field-styles.js';
import { TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { CompanyRecord } from '../api/types.js';
import { useJudge } from '../identity/use-judge.js';
import { SubjectPicker, type Pick } from '../search/subject-picker.js';
import { subjectPath, type Subject } from '../subject/subject.js';
import { Button } from '../ui/button.js';
import { Dialog } from '../ui/dialog.js';
import { useNotify } from '../ui/notices.js';
import { InlineProblem } from '../ui/states.js';
import styles from './company.module.css';

interface Props {
  readonly record: CompanyRecord;
  readonly onClose: () => void;
}

/** Says to which company this one belongs, or that it belongs to none. */
export function ParentDialog({ record, onClose }: Props) {
  const { t } = useTranslation();
  const notify = useNotify();
  const [chosen, setChosen] = useState<Pick | null>(null);
  const [reason, setReason] = useState('');
  const subject: Subject = { kind: 'company', id: record.company };
  const say = useJudge(`${subjectPath(subject)}/parent`, () => {
    notify.done(t('companyPage.parentSaid'));
    onClose();
  });
  const send = (parent: string | null): void =>
    say.mutate({ parent, ...(reason.trim() === '' ? {} : { reason: reason.trim() }) });
  const nameless = t('company.nameless');
  const name = record.name ?? nameless;
  const present = record.parent === null ? null : (record.parent.name ?? nameless);
  return (
    <Dialog onClose={onClose} title={t('companyPage.parentTitle', { name })}>
      <div className={styles.form}>
        {present === null || chosen !== null ? null : <p>{t('companyPage.parentNow', { name: present })}</p>}
        {chosen === null ? (
          <SubjectPicker
            subject={subject}
            label={t('companyPage.which')}
            none={t('companyPage.noOther')}
            onPick={(pick) => setChosen(pick)}
          />
        ) : (
          <p>{t('companyPage.parentThen', { name: chosen.name })}</p>
        )}
        {chosen === null && present === null ? null : (
          <TextInput
            label={t('identity.reason')}
            value={reason}
            onChange={(event) => setReason(event.currentTarget.value)}
          />
        )}
        <InlineProblem error={say.error} />
        <div className={styles.buttons}>
          <Button onClick={onClose}>{t('action.cancel')}</Button>
          {chosen !== null ? (
            <Button look="primary" busy={say.isPending} onClick={() => send(chosen.id)}>
              {t('companyPage.doParent')}
            </Button>
          ) : present === null ? null : (
            <Button busy={say.isPending} onClick={() => send(null)}>
              {t('companyPage.noParent')}
            </Button>
          )}
        </div>
      </div>
    </Dialog>
  );
}
