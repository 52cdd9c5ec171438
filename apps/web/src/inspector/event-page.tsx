import { Link, getRouteApi } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { usePage } from '../shell/page-title.js';
import { EventDetails } from './event-details.js';
import styles from './inspector.module.css';

const route = getRouteApi('/app/events/$event');

/** An event on a page of its own. */
export function EventPage() {
  const { t } = useTranslation();
  const { event } = route.useParams();
  usePage(t('inspector.title'));
  return (
    <div className={styles.page}>
      <EventDetails
        key={event}
        event={event}
        alone
        renderLink={(id, children) => (
          <Link to="/events/$event" params={{ event: id }}>
            {children}
          </Link>
        )}
      />
    </div>
  );
}
