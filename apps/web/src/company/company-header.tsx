import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { CompanyRecord } from '../api/types.js';
import { useMay } from '../app/session.js';
import { useFormat } from '../i18n/use-format.js';
import { SubjectCommands } from '../owners/subject-commands.js';
import { useStandingNumbers } from '../owners/use-standing-numbers.js';
import type { Subject } from '../subject/subject.js';
import { momentOf, SubjectHeader, SubjectHeaderSkeleton } from '../subject/subject-header.js';
import { CompanyLink } from './company-link.js';
import styles from './company.module.css';
import { ParentDialog } from './parent-dialog.js';

interface Props {
  readonly subject: Subject;
  readonly record: CompanyRecord | undefined;
}

/** Which company it is, to whom it belongs, and the few numbers one asks first. */
export function CompanyHeader({ subject, record }: Props) {
  const { t } = useTranslation();
  const format = useFormat();
  const may = useMay('contacts.correct');
  const [naming, setNaming] = useState(false);
  const standing = useStandingNumbers(subject);
  if (record === undefined) return <SubjectHeaderSkeleton />;
  const name = record.name ?? t('company.nameless');
  const domain = record.domains.find(({ value }) => value !== null && value !== name)?.value;
  const { parent } = record;
  return (
    <>
      <SubjectHeader
        name={name}
        actions={<SubjectCommands subject={subject} name={name} />}
        numbers={[
          ...standing,
          { label: t('companyPage.contacts'), value: format.count(record.contacts) },
          { label: t('contact.touches'), value: format.count(record.touches) },
          { label: t('contact.since'), value: momentOf(record.firstAt) },
          { label: t('contact.last'), value: momentOf(record.lastAt) },
        ]}
      >
        {domain === undefined ? null : <span>{domain}</span>}
        {parent === null ? null : (
          <span className={styles.parent}>
            {t('companyPage.parent')} <CompanyLink {...parent} />
          </span>
        )}
        {may ? (
          <button type="button" className={styles.act} onClick={() => setNaming(true)}>
            {parent === null ? t('companyPage.setParent') : t('companyPage.changeParent')}
          </button>
        ) : null}
      </SubjectHeader>
      {naming ? <ParentDialog record={record} onClose={() => setNaming(false)} /> : null}
    </>
  );
}
