import { useQuery } from '@tanstack/react-query';
import { useRef, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { call } from '../api/client.js';
import type { Page } from '../api/types.js';
import { useFormat } from '../i18n/use-format.js';
import panel from '../subject/panel.module.css';
import { useTravel } from '../travel/travel.js';
import { Bar } from '../ui/skeleton.js';
import { InlineProblem } from '../ui/states.js';
import styles from './business.module.css';
import { useSeen } from './use-seen.js';

/** How many are shown until all are asked for. */
const FEW = 3;
const MANY = 100;

interface SectionProps<T> {
  readonly title: string;
  readonly none: string;
  readonly path: string;
  readonly params: Readonly<Record<string, string>>;
  readonly reads: readonly string[];
  /** Whether it can be asked as of another moment; what cannot shows now, and says so. */
  readonly clocks?: boolean;
  readonly idOf: (item: T) => string;
  readonly render: (item: T) => ReactNode;
}

/** A short list that belongs to a contact or company, asked for once it comes into view. */
export function Section<T>({ title, none, path, params, reads, clocks = true, idOf, render }: SectionProps<T>) {
  const travel = useTravel();
  const head = useRef<HTMLHeadingElement>(null);
  const seen = useSeen(head);
  const [all, setAll] = useState(false);
  const asked = { ...params, ...(clocks ? travel : {}), limit: all ? MANY : FEW + 1 };
  const list = useQuery({
    queryKey: ['section', path, asked],
    queryFn: ({ signal }) => call<Page<T>>(path, { signal, params: asked }),
    enabled: seen,
    placeholderData: (before) => before,
    meta: { reads },
  });
  const items = list.data?.items;
  return (
    <SectionFrame
      head={head}
      title={title}
      none={none}
      error={list.error}
      nowOnly={!clocks}
      rows={items?.map((item) => ({ key: idOf(item), row: render(item) }))}
      open={all}
      cut={list.data?.next != null}
      onAll={() => setAll(true)}
    />
  );
}

interface FrameProps {
  readonly head?: React.RefObject<HTMLHeadingElement | null>;
  readonly title: string;
  readonly none: string;
  readonly error: Error | null;
  readonly nowOnly?: boolean;
  /** Missing while they are loaded. */
  readonly rows: readonly { readonly key: string; readonly row: ReactNode }[] | undefined;
  readonly open: boolean;
  /** Whether there are more than are here. */
  readonly cut?: boolean;
  readonly onAll: () => void;
}

/** The frame of such a list: its title, a few rows, and the way to all of them. */
export function SectionFrame({
  head,
  title,
  none,
  error,
  nowOnly = false,
  rows,
  open,
  cut = false,
  onAll,
}: FrameProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const travel = useTravel();
  const away = nowOnly && (travel.asOf ?? travel.asKnownAt) !== undefined;
  const shown = open ? rows : rows?.slice(0, FEW);
  const whole = rows !== undefined && !cut && (open || rows.length <= FEW);
  return (
    <>
      <h2 className={panel.title} ref={head}>
        {title}
        {whole && rows.length > 0 ? <span className={panel.number}>{format.count(rows.length)}</span> : null}
        {away ? <span className={panel.number}>{t('business.nowOnly')}</span> : null}
      </h2>
      <InlineProblem error={error} />
      {shown === undefined ? (
        error === null ? (
          <div className={panel.fields} aria-hidden>
            <Bar width="70%" />
          </div>
        ) : null
      ) : shown.length === 0 ? (
        <p className={panel.none}>{none}</p>
      ) : (
        <ul className={styles.rows}>
          {shown.map(({ key, row }) => (
            <li key={key}>{row}</li>
          ))}
        </ul>
      )}
      {!open && rows !== undefined && rows.length > FEW ? (
        <button type="button" className={styles.all} onClick={onAll}>
          {t('business.showAll', { title: title.toLowerCase() })}
        </button>
      ) : null}
      {open && cut ? <p className={panel.none}>{t('business.more')}</p> : null}
    </>
  );
}
