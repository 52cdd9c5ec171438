import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useEffect, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { call } from '../api/client.js';
import type { ContactRecord } from '../api/types.js';
import { usePage } from '../shell/page-title.js';
import { RecordPanel } from '../subject/record-panel.js';
import { SubjectPage } from '../subject/subject-page.js';
import { useTravel } from '../travel/travel.js';
import { subjectPath, subjectReads, type Subject } from '../subject/subject.js';
import { RecordError } from '../subject/record-error.js';
import { AboutPanel } from './about-panel.js';
import { ContactHeader } from './contact-header.js';

const route = getRouteApi('/app/contacts/$contact');

/** A contact: the record on the left, the journey in the middle, identities and activity on the right. */
export function Contact() {
  const { t } = useTranslation();
  const { contact } = route.useParams();
  const navigate = route.useNavigate();
  const subject = useMemo<Subject>(() => ({ kind: 'contact', id: contact }), [contact]);
  const travel = useTravel();
  const record = useQuery({
    queryKey: ['contact', contact, travel],
    queryFn: ({ signal }) => call<ContactRecord>(subjectPath(subject), { signal, params: travel }),
    meta: { reads: subjectReads.contact },
  });
  const data = record.data;
  usePage(data === undefined ? t('contact.title') : (data.name ?? data.email ?? t('contact.nameless')), {
    title: t('nav.contacts'),
    to: '/contacts',
  });

  // Joined to another contact since: the address follows, so that it can be shared.
  useEffect(() => {
    if (data !== undefined && data.contact !== contact)
      void navigate({ params: { contact: data.contact }, search: (now) => now, replace: true });
  }, [data, contact, navigate]);

  if (record.isError && data === undefined)
    return <RecordError error={record.error} retry={() => void record.refetch()} />;
  return (
    <SubjectPage
      subject={subject}
      list="/contacts"
      views={t('contact.views')}
      header={<ContactHeader contact={contact} record={data} />}
      record={<RecordPanel subject={subject} fields={data?.fields} none={t('record.none')} />}
      about={<AboutPanel record={data} />}
    />
  );
}
