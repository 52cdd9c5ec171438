import { useNavigate } from '@tanstack/react-router';
import { IconX } from '@tabler/icons-react';
import { useCallback, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { KpiLine, KpiRecord } from '../api/types.js';
import { recordParts, type KpiSearch } from '../app/search.js';
import { usePages } from '../list/use-pages.js';
import { useRowKeys } from '../list/use-row-keys.js';
import { useTravel } from '../travel/travel.js';
import { Button, IconButton } from '../ui/button.js';
import { ErrorState, InlineProblem } from '../ui/states.js';
import styles from './figure.module.css';
import type { FigureAsked } from './queries.js';
import { RecordTable, recordKey } from './record-table.js';
import { rowConditions } from './row-address.js';
import { useFigureWords } from './use-figure-words.js';

interface Props {
  readonly line: KpiLine;
  readonly asked: FigureAsked;
  readonly search: KpiSearch;
  readonly onChange: (part: Partial<KpiSearch>) => void;
}

/** What somebody can ask the records of a figure for, by its kind. */
function partsOf({ kind }: KpiLine): readonly NonNullable<KpiSearch['part']>[] {
  return kind === 'count' || kind === 'sum' || kind === 'quantile'
    ? recordParts.filter((part) => part !== 'denominator')
    : recordParts;
}

/** Exactly the records a figure counts: of all of it, of one slice, or of one part of the period. */
export function Records({ line, asked, search, onChange }: Props) {
  const { t } = useTranslation();
  const { part: called } = useFigureWords();
  const navigate = useNavigate();
  const travel = useTravel();
  const { part = 'numerator', row, in: within, selected } = search;
  const { from, to, bucket, by, chosen } = asked;
  const conditions = rowConditions(row);
  const query = new URLSearchParams(conditions.map((condition) => ['slice', condition])).toString();
  const choice = JSON.stringify(chosen ?? {});
  const params = useMemo(
    () => ({
      ...(JSON.parse(choice) as Record<string, string>),
      ...travel,
      part,
      from,
      to,
      by,
      ...(within === undefined ? {} : { in: within, bucket }),
    }),
    [choice, travel, part, from, to, by, within, bucket],
  );
  const list = usePages<KpiRecord>({
    path: `/api/kpis/${encodeURIComponent(line.name)}/drill${query === '' ? '' : `?${query}`}`,
    params,
    limit: 50,
    id: recordKey,
    reads: line.reads,
    atTop: useCallback(() => true, []),
  });
  const { rows, query: pages } = list;
  const open = (key: string): void => {
    const record = rows.find((one) => recordKey(one) === key);
    if (record?.contact != null) void navigate({ to: '/contacts/$contact', params: { contact: record.contact } });
    else if (record?.company != null) void navigate({ to: '/companies/$company', params: { company: record.company } });
    else if (record?.eventId != null) void navigate({ to: '/events/$event', params: { event: record.eventId } });
  };
  useRowKeys({
    ids: rows.map(recordKey),
    selected,
    onSelect: (key) => onChange({ row, in: within, selected: key }),
    onOpen: open,
  });
  const shown = [
    ...conditions.map((condition) => condition.slice(condition.indexOf('=') + 1) || t('figures.none')),
    ...(within === undefined ? [] : [called(within, bucket)]),
  ];
  return (
    <div className={styles.records}>
      <div className={styles.recordsHead}>
        <h2>{t('figures.records')}</h2>
        <div className={styles.parts} role="group" aria-label={t('figures.records')}>
          {partsOf(line).map((one) => (
            <button
              key={one}
              type="button"
              aria-pressed={one === part}
              onClick={() => onChange({ row, in: within, part: one === 'numerator' ? undefined : one })}
            >
              {t(`figures.part.${one}`)}
            </button>
          ))}
        </div>
        {shown.length === 0 ? null : (
          <span className={styles.within}>
            <span dir="auto">{shown.join(' · ')}</span>
            <IconButton label={t('figures.all')} size={22} onClick={() => onChange({})}>
              <IconX size={14} aria-hidden />
            </IconButton>
          </span>
        )}
      </div>
      <InlineProblem error={list.freshError} />
      {pages.isError && rows.length === 0 ? (
        <ErrorState compact error={pages.error} retry={() => void pages.refetch()} />
      ) : pages.isSuccess && rows.length === 0 ? (
        <p className={styles.note}>{t(`figures.noRecords.${part}`)}</p>
      ) : (
        <RecordTable line={line} rows={rows} loading={pages.isPending} selected={selected} />
      )}
      {pages.isFetchNextPageError ? <InlineProblem error={pages.error} /> : null}
      {pages.hasNextPage ? (
        <Button size="small" busy={pages.isFetchingNextPage} onClick={() => void pages.fetchNextPage()}>
          {t('figures.moreRecords')}
        </Button>
      ) : null}
    </div>
  );
}
