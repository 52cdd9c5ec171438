import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { KpiLine, KpiRecord, NameLine } from '../api/types.js';
import { useFormat } from '../i18n/use-format.js';
import { TableSkeleton } from '../settings/table-skeleton.js';
import { Moment } from '../ui/moment.js';
import { amount } from './figure-format.js';
import styles from './figure.module.css';
import { useNames } from './queries.js';
import { useFigureWords } from './use-figure-words.js';
import { useSliceWords } from './use-slice-words.js';

interface Props {
  readonly line: KpiLine;
  readonly rows: readonly KpiRecord[];
  readonly loading: boolean;
  readonly selected: string | undefined;
}

/** What a record of a list is told apart by: of one thing several events may count. */
export function recordKey({ record, eventId }: KpiRecord): string {
  return `${record} ${eventId ?? ''}`;
}

/** The records of a figure; each opens whose it is, and the event that makes it count. */
export function RecordTable({ line, rows, loading, selected }: Props) {
  const { t } = useTranslation();
  const { said } = useFigureWords();
  const sliced = useSliceWords();
  const names = useNames(rows.flatMap(({ contact, company }) => [contact, company]).filter((node) => node !== null));
  if (loading) return <TableSkeleton />;
  // what is read at a moment has no date of its own
  const dated = rows.some(({ at }) => at !== null);
  const valued = rows.some(({ value }) => value !== null);
  const slices = Object.keys(rows[0]?.slice ?? {});
  return (
    <div className={styles.table} tabIndex={0} role="region" aria-label={t('figures.records')}>
      <table>
        <thead>
          <tr>
            <th scope="col">{t('figures.who')}</th>
            {dated ? <th scope="col">{t('figures.when')}</th> : null}
            {valued ? (
              <th scope="col" className={styles.number}>
                {t('figures.value')}
              </th>
            ) : null}
            {slices.map((slice) => (
              <th key={slice} scope="col" className={styles.wide}>
                {said(line.slices.find(({ name }) => name === slice)?.words ?? { en: slice, fr: slice, id: slice })}
              </th>
            ))}
            <th scope="col">{t('figures.event')}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={recordKey(row)} aria-current={recordKey(row) === selected || undefined}>
              <td>
                <bdi>
                  <Who record={row} names={names} />
                </bdi>
              </td>
              {dated ? (
                <td className={`${styles.soft} ${styles.nowrap}`}>
                  <When record={row} />
                </td>
              ) : null}
              {valued ? (
                <td className={styles.number}>
                  <Value line={line} record={row} />
                </td>
              ) : null}
              {slices.map((slice) => (
                <td key={slice} className={styles.wide}>
                  <bdi>{sliced(slice, row.slice[slice])}</bdi>
                </td>
              ))}
              <td>
                {row.eventId === null ? null : (
                  <Link to="/events/$event" params={{ event: row.eventId }}>
                    {t('figures.openEvent')}
                  </Link>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Who({ record, names }: { readonly record: KpiRecord; readonly names: ReadonlyMap<string, NameLine> }) {
  const { t } = useTranslation();
  const { contact, company } = record;
  const row = { 'data-row': recordKey(record) };
  if (contact !== null)
    return (
      <Link to="/contacts/$contact" params={{ contact }} {...row}>
        {names.get(contact)?.name ?? t('contact.nameless')}
      </Link>
    );
  if (company !== null)
    return (
      <Link to="/companies/$company" params={{ company }} {...row}>
        {names.get(company)?.name ?? t('company.nameless')}
      </Link>
    );
  return <code>{record.record.slice(0, 8)}</code>;
}

function When({ record: { at, precision } }: { readonly record: KpiRecord }) {
  const { t } = useTranslation();
  if (at === null || precision === 'none') return t('figures.noDate');
  return <Moment at={precision === 'day' ? at.slice(0, 10) : at} />;
}

function Value({ line, record }: { readonly line: KpiLine; readonly record: KpiRecord }) {
  const { locale } = useFormat();
  return amount(locale, line.unit === 'ratio' ? 'count' : line.unit, record.value, record.currency);
}
