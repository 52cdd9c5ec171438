import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { call } from '../api/client.js';
import type { FieldHistory as History, Statement } from '../api/types.js';
import { useFormat } from '../i18n/use-format.js';
import { ErasedMark } from '../ui/erased-mark.js';
import { Bar } from '../ui/skeleton.js';
import { ErrorState } from '../ui/states.js';
import styles from './field-history.module.css';

const route = getRouteApi('/app/contacts/$contact');

interface Props {
  readonly contact: string;
  readonly field: string;
  readonly title: string;
}

/** Every statement about a field: value, from when till when, source, actor, and the event it came in. */
export function FieldHistory({ contact, field, title }: Props) {
  const { t } = useTranslation();
  const history = useQuery({
    queryKey: ['field-history', contact, field],
    queryFn: ({ signal }) =>
      call<History>(`/api/contacts/${encodeURIComponent(contact)}/fields/${encodeURIComponent(field)}`, { signal }),
    meta: { reads: ['contacts', 'identity'] },
  });
  return (
    <div className={styles.history}>
      <h3 className={styles.title}>{t('history.title', { field: title })}</h3>
      {history.isError && history.data === undefined ? (
        <ErrorState error={history.error} retry={() => void history.refetch()} compact />
      ) : history.data === undefined ? (
        <div className={styles.list} aria-hidden>
          <Bar width={160} />
          <Bar width={220} height={10} />
        </div>
      ) : (
        <ol className={styles.list}>
          {history.data.items.map((statement, index) => (
            <Line key={`${statement.eventId}-${statement.since}`} statement={statement} now={index === 0} />
          ))}
        </ol>
      )}
    </div>
  );
}

function Line({ statement, now }: { readonly statement: Statement; readonly now: boolean }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { value, since, until, source, actor, eventId } = statement;
  return (
    <li className={styles.line} data-now={now || undefined}>
      <span className={styles.value} dir="auto">
        {value === null ? <ErasedMark /> : value}
      </span>
      <span className={styles.when}>
        {since === null
          ? t('history.undated')
          : until == null
            ? t('history.from', { from: format.shortDate(since) })
            : t('history.between', { from: format.shortDate(since), to: format.shortDate(until) })}
      </span>
      <span className={styles.who}>
        {actor.kind === 'key' || actor.kind === 'system'
          ? t('history.source', { source })
          : t('history.sourceBy', { source, actor: t(`actor.${actor.kind}`) })}
      </span>
      <route.Link
        to="."
        search={(before) => ({ ...before, event: eventId, field: undefined })}
        className={styles.event}
      >
        {t('history.event')}
      </route.Link>
    </li>
  );
}
