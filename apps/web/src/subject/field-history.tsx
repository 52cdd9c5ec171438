import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { call } from '../api/client.js';
import type { FieldHistory as History, Statement } from '../api/types.js';
import type { SubjectSearch } from '../app/search.js';
import { useFormat } from '../i18n/use-format.js';
import { ErasedMark } from '../ui/erased-mark.js';
import { Bar } from '../ui/skeleton.js';
import { ErrorState } from '../ui/states.js';
import { useTravel } from '../travel/travel.js';
import styles from './field-history.module.css';
import { subjectPath, subjectReads, type Subject } from './subject.js';

interface Props {
  readonly subject: Subject;
  readonly field: string;
  readonly title: string;
}

/** Every statement about a field: value, from when till when, source, actor, and the event it came in. */
export function FieldHistory({ subject, field, title }: Props) {
  const { t } = useTranslation();
  const travel = useTravel();
  const history = useQuery({
    queryKey: ['field-history', subject.id, field, travel],
    queryFn: ({ signal }) =>
      call<History>(`${subjectPath(subject)}/fields/${encodeURIComponent(field)}`, { signal, params: travel }),
    meta: { reads: subjectReads[subject.kind] },
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
      <Link
        to="."
        search={(before: SubjectSearch) => ({ ...before, event: eventId, field: undefined })}
        className={styles.event}
      >
        {t('history.event')}
      </Link>
    </li>
  );
}
