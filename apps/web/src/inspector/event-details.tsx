import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { IconArrowBackUp } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { call } from '../api/client.js';
import type { EventDetail } from '../api/types.js';
import { useFormat } from '../i18n/use-format.js';
import { ChannelIcon } from '../ui/channel-icon.js';
import { Copy } from '../ui/copy-button.js';
import { Bar } from '../ui/skeleton.js';
import { ErrorState } from '../ui/states.js';
import { useWords } from '../ui/words.js';
import { thingOf, useEventWords } from './event-words.js';
import { Links } from './links.js';
import { Origin } from './origin.js';
import { Payload } from './payload.js';
import { Times } from './times.js';
import styles from './inspector.module.css';

interface Props {
  readonly event: string;
  /** How an event is linked to from here. */
  readonly renderLink: (event: string, children: ReactNode) => ReactNode;
  /** Whether it has a page of its own, with a heading and a way to the contact. */
  readonly alone?: boolean;
}

/** The fields that tell best what an event is of, the first that is there. */
const TITLES = ['title', 'subject', 'name', 'plan', 'stage', 'number', 'reason'];

/** Everything known about one event. */
export function EventDetails({ event, renderLink, alone = false }: Props) {
  const { t } = useTranslation();
  const format = useFormat();
  const words = useWords();
  const eventWords = useEventWords();
  const detail = useQuery({
    queryKey: ['event', event],
    queryFn: ({ signal }) => call<EventDetail>(`/api/events/${encodeURIComponent(event)}`, { signal }),
    meta: { reads: ['effects'] },
  });
  if (detail.isError && detail.data === undefined)
    return <ErrorState error={detail.error} retry={() => void detail.refetch()} />;
  if (detail.data === undefined) return <Loading />;

  const { envelope, payload, position, takenBack, contact } = detail.data;
  const channel = typeof payload['channel'] === 'string' ? payload['channel'] : null;
  const kind = typeof payload['kind'] === 'string' ? payload['kind'] : null;
  const Name = alone ? 'h2' : 'span';
  const look = channel ?? thingOf(envelope.type)?.channel ?? null;
  const title = TITLES.map((field) => payload[field]).find((one) => typeof one === 'string');
  return (
    <div className={styles.details}>
      <div className={styles.head}>
        {look === null ? null : <ChannelIcon channel={look} boxed />}
        <div className={styles.what}>
          <Name className={styles.name}>
            {channel === null
              ? eventWords(envelope.type)
              : `${words.channel(channel)} ${kind === null ? '' : words.kind(kind)}`}
          </Name>
          <span className={styles.soft} dir="auto">
            {typeof title === 'string' ? title : eventWords(envelope.type)}
          </span>
        </div>
        <Copy wide value={JSON.stringify(detail.data, null, 2)} label={t('inspector.copyJson')} />
      </div>
      {takenBack == null ? null : (
        <p className={styles.takenBack}>
          <IconArrowBackUp size={16} aria-hidden />
          <span>
            {t('inspector.takenBack', {
              at: format.exact(takenBack.at),
              reason: takenBack.reason ?? t('inspector.noReason'),
            })}{' '}
            {renderLink(takenBack.by, t('inspector.takenBackBy'))}
          </span>
        </p>
      )}
      <Times detail={detail.data} />
      <h3 className={styles.section}>{t('inspector.payload')}</h3>
      <Payload payload={payload} />
      <h3 className={styles.section}>{t('inspector.origin')}</h3>
      <Origin detail={detail.data} />
      <h3 className={styles.section}>{t('inspector.chain')}</h3>
      <Links detail={detail.data} renderLink={renderLink} />
      {alone && contact != null ? (
        <>
          <h3 className={styles.section}>{t('inspector.contact')}</h3>
          <p className={styles.links}>
            <Link to="/contacts/$contact" params={{ contact }} search={{ event }}>
              {t('inspector.inJourney')}
            </Link>
          </p>
        </>
      ) : null}
      <details className={styles.raw}>
        <summary>
          {t('inspector.raw')}
          <span className={styles.soft}>
            {t('inspector.position', {
              number: format.count(position),
              type: envelope.type,
              version: envelope.version,
            })}
          </span>
        </summary>
        <pre tabIndex={0}>{JSON.stringify(envelope, null, 2)}</pre>
      </details>
    </div>
  );
}

function Loading() {
  return (
    <div className={styles.details} aria-hidden>
      <div className={styles.head}>
        <Bar width={24} height={24} />
        <div className={styles.what} style={{ gap: 6 }}>
          <Bar width={140} />
          <Bar width={200} height={10} />
        </div>
      </div>
      {[90, 150, 120, 180, 110, 140].map((width) => (
        <p key={width} className={styles.loading}>
          <Bar width={72} height={10} />
          <Bar width={width} />
        </p>
      ))}
    </div>
  );
}
