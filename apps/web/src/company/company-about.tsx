import { useTranslation } from 'react-i18next';
import type { CompanyEvidence, CompanyRecord } from '../api/types.js';
import { BusinessSections } from '../business/sections.js';
import { IdentitiesPanel, type ShownIdentifier } from '../identity/identities-panel.js';
import panel from '../subject/panel.module.css';
import type { Subject } from '../subject/subject.js';
import { Bar } from '../ui/skeleton.js';
import { CompanyContacts } from './company-contacts.js';

const widths = [180, 140, 200, 120, 170];

interface Props {
  readonly subject: Subject;
  readonly record: CompanyRecord | undefined;
}

/** Right of the journey: who belongs to the company, and its domains and groups. */
export function CompanyAbout({ subject, record }: Props) {
  const { t } = useTranslation();
  if (record === undefined)
    return (
      <section className={panel.panel} aria-hidden>
        <div className={panel.fields}>
          {widths.map((width) => (
            <div key={width} className={panel.field}>
              <Bar width={width} />
            </div>
          ))}
        </div>
      </section>
    );
  const identifiers = [
    ...record.domains.map((one) => shown('domain', one)),
    ...record.groups.map((one) => shown('company', one)),
  ];
  return (
    <section className={panel.panel} aria-label={t('companyPage.about')}>
      <CompanyContacts company={record.company} count={record.contacts} />
      <BusinessSections subject={subject} />
      <IdentitiesPanel subject={subject} identifiers={identifiers} />
    </section>
  );
}

function shown(kind: 'domain' | 'company', { source, ...rest }: CompanyEvidence): ShownIdentifier {
  return { kind, namespace: source, ...rest };
}
