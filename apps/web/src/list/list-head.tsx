import { IconArrowDown, IconArrowUp } from '@tabler/icons-react';
import styles from './list-table.module.css';

/** A column of a list. */
export interface Column<Sort extends string> {
  readonly key: string;
  readonly label: string;
  /** How the first and the second click on its head sort; missing where the server does not sort by it. */
  readonly sorts?: readonly [first: Sort, second: Sort];
  readonly number?: boolean;
}

interface Props<Sort extends string> {
  readonly columns: readonly Column<Sort>[];
  readonly sort: Sort;
  readonly onSort: (sort: Sort) => void;
}

/** The column heads; those the server can sort by are buttons. */
export function ListHead<Sort extends string>({ columns, sort, onSort }: Props<Sort>) {
  return (
    <div role="rowgroup" className={styles.head}>
      <div role="row" className={styles.row}>
        {columns.map(({ key, label, sorts, number }) => {
          const cell = { className: styles.cell, 'data-column': key, 'data-number': number || undefined };
          if (sorts === undefined)
            return (
              <div key={key} role="columnheader" {...cell}>
                {label}
              </div>
            );
          const active = sorts.includes(sort);
          const descending = sort.startsWith('-');
          const Arrow = descending ? IconArrowDown : IconArrowUp;
          return (
            <div
              key={key}
              role="columnheader"
              {...cell}
              aria-sort={active ? (descending ? 'descending' : 'ascending') : 'none'}
            >
              <button type="button" onClick={() => onSort(sort === sorts[0] ? sorts[1] : sorts[0])}>
                {label}
                {active ? <Arrow size={14} aria-hidden /> : null}
              </button>
            </div>
          );
        })}
      </div>
    </div>
  );
}
