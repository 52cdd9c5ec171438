import { useMediaQuery } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { call } from '../api/client.js';
import type { ContactRecord } from '../api/types.js';
import { contactViews, type ContactView } from '../app/search.js';
import { InspectorPanel } from '../inspector/inspector-panel.js';
import { Journey } from '../journey/journey.js';
import { usePage } from '../shell/page-title.js';
import { useKeys } from '../ui/keys.js';
import { ErrorState } from '../ui/states.js';
import { AboutPanel } from './about-panel.js';
import { ContactHeader } from './contact-header.js';
import styles from './contact.module.css';
import { RecordPanel } from './record-panel.js';

const route = getRouteApi('/app/contacts/$contact');

/** A contact: the record on the left, the journey in the middle, identities and activity on the right. */
export function Contact() {
  const { t } = useTranslation();
  const { contact } = route.useParams();
  const { event, view = 'journey' } = route.useSearch();
  const navigate = route.useNavigate();
  const narrow = useMediaQuery('(max-width: 62em)') ?? false;
  const record = useQuery({
    queryKey: ['contact', contact],
    queryFn: ({ signal }) => call<ContactRecord>(`/api/contacts/${encodeURIComponent(contact)}`, { signal }),
    meta: { reads: ['contacts', 'identity'] },
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

  const close = (): void => void navigate({ search: (now) => ({ ...now, event: undefined }) });
  useKeys({ escape: () => (event === undefined ? void navigate({ to: '/contacts' }) : close()) });

  if (record.isError && data === undefined)
    return <ErrorState error={record.error} retry={() => void record.refetch()} />;
  const choose = (chosen: ContactView): void =>
    void navigate({ search: (now) => ({ ...now, view: chosen === 'journey' ? undefined : chosen }), replace: true });
  return (
    <div className={styles.contact}>
      <ContactHeader record={data} />
      {narrow ? (
        <div className={styles.views} role="group" aria-label={t('contact.views')}>
          {contactViews.map((one) => (
            <button key={one} type="button" aria-pressed={view === one} onClick={() => choose(one)}>
              {t(`contact.view.${one}`)}
            </button>
          ))}
        </div>
      ) : null}
      <div className={styles.columns} data-inspecting={event !== undefined || undefined}>
        {!narrow || view === 'record' ? <RecordPanel contact={contact} record={data} /> : null}
        {!narrow || view === 'journey' ? <Journey key={contact} contact={contact} /> : null}
        {event !== undefined ? (
          <InspectorPanel event={event} onClose={close} overlay={narrow} />
        ) : !narrow || view === 'about' ? (
          <AboutPanel record={data} />
        ) : null}
      </div>
    </div>
  );
}
