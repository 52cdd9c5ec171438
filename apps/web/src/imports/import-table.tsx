import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { ImportRow } from '../api/types.js';
import { useFormat } from '../i18n/use-format.js';
import settings from '../settings/settings.module.css';
import { Moment } from '../ui/moment.js';
import styles from './imports.module.css';
import { Progress } from './progress.js';
import { importQuery } from './queries.js';
import { StateMark } from './state-mark.js';

interface Props {
  readonly items: readonly ImportRow[];
  readonly selected: string | undefined;
}

/** Imports by line: what came of each, and how far those are that run. */
export function ImportTable({ items, selected }: Props) {
  const { t } = useTranslation();
  return (
    <div className={settings.table} tabIndex={0} role="region" aria-label={t('nav.imports')}>
      <table>
        <thead>
          <tr>
            <th scope="col">{t('imports.name')}</th>
            <th scope="col">{t('imports.state')}</th>
            <th scope="col" className={settings.number}>
              {t('imports.rows')}
            </th>
            <th scope="col" className={`${settings.number} ${settings.wide}`}>
              {t('imports.recorded')}
            </th>
            <th scope="col" className={`${settings.number} ${settings.wide}`}>
              {t('imports.repeated')}
            </th>
            <th scope="col" className={settings.number}>
              {t('imports.refused')}
            </th>
            <th scope="col" className={settings.wide}>
              {t('imports.started')}
            </th>
          </tr>
        </thead>
        <tbody>
          {items.map((item) => (
            <Row key={item.id} item={item} selected={item.id === selected} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Row({ item, selected }: { readonly item: ImportRow; readonly selected: boolean }) {
  const format = useFormat();
  const count = (value: number | null): string => (value === null ? '' : format.count(value));
  return (
    <tr className={selected ? styles.chosen : undefined} data-state={item.state}>
      <td className={styles.what}>
        <Link
          to="/intake/imports/$import"
          params={{ import: item.id }}
          className={styles.open}
          data-row={item.id}
          aria-current={selected || undefined}
        >
          {item.name}
        </Link>
        <span className={settings.soft}>
          {[item.source, item.file === item.name ? '' : item.file].filter(Boolean).join(' · ')}
        </span>
        <span className={styles.onNarrow}>
          <Moment at={item.startedAt} /> <span className={settings.soft}>{item.startedBy}</span>
        </span>
      </td>
      {item.state === 'running' ? (
        <td colSpan={5}>
          <Running item={item} />
        </td>
      ) : (
        <>
          <td className={settings.nowrap}>
            <StateMark state={item.state} />
          </td>
          <td className={settings.number}>{count(item.rows)}</td>
          <td className={`${settings.number} ${settings.wide}`}>{count(item.recorded)}</td>
          <td className={`${settings.number} ${settings.wide}`}>{count(item.repeated)}</td>
          <td className={settings.number} data-bad={(item.refused ?? 0) > 0 || undefined}>
            {count(item.refused)}
          </td>
        </>
      )}
      <td className={settings.wide}>
        <Moment at={item.startedAt} className={styles.nowrap} />
        <span className={styles.by}>{item.startedBy}</span>
      </td>
    </tr>
  );
}

function Running({ item }: { readonly item: ImportRow }) {
  const { t } = useTranslation();
  const { data } = useQuery(importQuery(item.id));
  if (data?.progress == null) return <StateMark state="running" />;
  return <Progress progress={data.progress} label={t('imports.importing', { name: item.name })} />;
}
