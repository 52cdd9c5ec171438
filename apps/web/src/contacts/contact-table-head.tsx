import { IconArrowDown, IconArrowUp } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { ContactSort } from '../app/search.js';
import styles from './contact-table.module.css';

interface Props {
  readonly sort: ContactSort;
  readonly onSort: (sort: ContactSort) => void;
}

/** The column heads; those the server can sort by are buttons. */
export function ContactTableHead({ sort, onSort }: Props) {
  const { t } = useTranslation();
  const columns = [
    { key: 'name', label: t('contacts.column.name'), first: 'name', second: '-name' },
    { key: 'company', label: t('contacts.column.company') },
    { key: 'firstAt', label: t('contacts.column.first'), first: '-firstAt', second: 'firstAt' },
    { key: 'lastAt', label: t('contacts.column.last'), first: '-lastAt', second: 'lastAt' },
    { key: 'touches', label: t('contacts.column.touches'), first: '-touches', second: 'touches' },
  ] as const;
  return (
    <div role="rowgroup" className={styles.head}>
      <div role="row" className={styles.row}>
        {columns.map((column) => {
          if (!('first' in column))
            return (
              <div key={column.key} role="columnheader" className={styles.cell} data-column={column.key}>
                {column.label}
              </div>
            );
          const active = sort === column.first || sort === column.second;
          const descending = sort.startsWith('-');
          const Arrow = descending ? IconArrowDown : IconArrowUp;
          return (
            <div
              key={column.key}
              role="columnheader"
              className={styles.cell}
              data-column={column.key}
              aria-sort={active ? (descending ? 'descending' : 'ascending') : 'none'}
            >
              <button type="button" onClick={() => onSort(sort === column.first ? column.second : column.first)}>
                {column.label}
                {active ? <Arrow size={14} aria-hidden /> : null}
              </button>
            </div>
          );
        })}
      </div>
    </div>
  );
}
