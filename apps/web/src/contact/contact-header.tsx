import { useTranslation } from 'react-i18next';
import type { ContactRecord } from '../api/types.js';
import { CompanyLink } from '../company/company-link.js';
import { useFormat } from '../i18n/use-format.js';
import { SubjectCommands } from '../owners/subject-commands.js';
import { useStandingNumbers } from '../owners/use-standing-numbers.js';
import { momentOf, SubjectHeader, SubjectHeaderSkeleton } from '../subject/subject-header.js';
import styles from '../subject/subject-header.module.css';
import { Copy } from '../ui/copy-button.js';

interface Props {
  readonly contact: string;
  readonly record: ContactRecord | undefined;
}

/** Who it is, and the few numbers one asks first. */
export function ContactHeader({ contact, record }: Props) {
  const { t } = useTranslation();
  const format = useFormat();
  const subject = { kind: 'contact', id: contact } as const;
  const standing = useStandingNumbers(subject);
  if (record === undefined) return <SubjectHeaderSkeleton />;
  const name = record.name ?? record.email ?? t('contact.nameless');
  const { activity } = record;
  return (
    <SubjectHeader
      name={name}
      actions={<SubjectCommands subject={subject} name={name} />}
      numbers={[
        ...standing,
        { label: t('contact.touches'), value: format.count(activity.touches) },
        { label: t('contact.since'), value: momentOf(activity.firstAt) },
        { label: t('contact.last'), value: momentOf(activity.lastAt) },
      ]}
    >
      {record.companyId !== null ? (
        <CompanyLink company={record.companyId} name={record.company} />
      ) : record.company === null ? null : (
        <span dir="auto">{record.company}</span>
      )}
      {record.email === null || record.email === name ? null : (
        <span className={styles.email}>
          <span>{record.email}</span>
          <Copy value={record.email} label={t('contact.copyEmail')} />
        </span>
      )}
    </SubjectHeader>
  );
}
