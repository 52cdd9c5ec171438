import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { EventDetail, EventLink } from '../api/types.js';
import { Moment } from '../ui/moment.js';
import { useEventWords } from './event-words.js';
import styles from './inspector.module.css';

interface Props {
  readonly detail: EventDetail;
  readonly renderLink: (event: string, children: ReactNode) => ReactNode;
}

/** What caused this event, and what it caused. */
export function Links({ detail, renderLink }: Props) {
  const { t } = useTranslation();
  const { cause, effects, envelope } = detail;
  const causes: readonly EventLink[] =
    cause != null ? [cause] : envelope.cause === undefined ? [] : [{ id: envelope.cause, type: 'event', at: null }];
  return (
    <dl className={styles.rows}>
      <div>
        <dt>{t('inspector.cause')}</dt>
        <dd>
          <EventList events={causes} renderLink={renderLink} none={t('inspector.noCause')} />
        </dd>
      </div>
      <div>
        <dt>{t('inspector.effects')}</dt>
        <dd>
          <EventList events={effects} renderLink={renderLink} none={t('inspector.noEffects')} />
        </dd>
      </div>
    </dl>
  );
}

interface ListProps {
  readonly events: readonly EventLink[];
  readonly renderLink: Props['renderLink'];
  readonly none: string;
}

function EventList({ events, renderLink, none }: ListProps) {
  const words = useEventWords();
  if (events.length === 0) return <span className={styles.soft}>{none}</span>;
  return (
    <ul className={styles.links}>
      {events.map(({ id, type, at }) => (
        <li key={id}>
          {renderLink(id, words(type))}
          {at === null ? null : <Moment at={at} className={styles.soft} />}
        </li>
      ))}
    </ul>
  );
}
