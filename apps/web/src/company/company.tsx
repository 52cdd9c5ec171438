import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useEffect, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { call } from '../api/client.js';
import type { CompanyRecord } from '../api/types.js';
import { usePage } from '../shell/page-title.js';
import { RecordPanel } from '../subject/record-panel.js';
import { SubjectPage } from '../subject/subject-page.js';
import { useTravel } from '../travel/travel.js';
import { subjectPath, subjectReads, type Subject } from '../subject/subject.js';
import { RecordError } from '../subject/record-error.js';
import { CompanyAbout } from './company-about.js';
import { CompanyHeader } from './company-header.js';
import { Children } from './children.js';

const route = getRouteApi('/app/companies/$company');

/** A company: its record and what belongs to it, the journey over all its contacts, its contacts and identifiers. */
export function Company() {
  const { t } = useTranslation();
  const { company } = route.useParams();
  const navigate = route.useNavigate();
  const subject = useMemo<Subject>(() => ({ kind: 'company', id: company }), [company]);
  const travel = useTravel();
  const record = useQuery({
    queryKey: ['company', company, travel],
    queryFn: ({ signal }) => call<CompanyRecord>(subjectPath(subject), { signal, params: travel }),
    meta: { reads: subjectReads.company },
  });
  const data = record.data;
  usePage(data === undefined ? t('companyPage.title') : (data.name ?? t('company.nameless')), {
    title: t('nav.companies'),
    to: '/companies',
  });

  // Joined to another company since: the address follows, so that it can be shared.
  useEffect(() => {
    if (data !== undefined && data.company !== company)
      void navigate({ params: { company: data.company }, search: (now) => now, replace: true });
  }, [data, company, navigate]);

  if (record.isError && data === undefined)
    return <RecordError error={record.error} retry={() => void record.refetch()} />;
  return (
    <SubjectPage
      subject={subject}
      list="/companies"
      views={t('companyPage.views')}
      header={<CompanyHeader subject={subject} record={data} />}
      record={
        <RecordPanel subject={subject} fields={data?.fields} none={t('companyPage.noRecord')}>
          {data === undefined ? null : <Children companies={data.children} />}
        </RecordPanel>
      }
      about={<CompanyAbout subject={subject} record={data} />}
    />
  );
}
