import { useTranslation } from 'react-i18next';
import type { Looked } from '../api/types.js';
import { useFormat } from '../i18n/use-format.js';
import { ColumnChoice } from './column-choice.js';
import styles from './column-table.module.css';
import type { ColumnUse, EmitView } from './mapping-view.js';

interface Props {
  readonly emit: EmitView;
  readonly columns: Looked['columns'];
  readonly onUse: (column: string, use: ColumnUse) => void;
}

/** Every column with what it holds, and what it is taken for. */
export function ColumnTable({ emit, columns, onUse }: Props) {
  const { t } = useTranslation();
  const format = useFormat();
  const there = new Set(columns.map(({ name }) => name));
  const missing = [...emit.uses.keys()].filter((name) => !there.has(name));
  const takenAs = (column: string): ColumnUse =>
    emit.uses.get(column) ?? (emit.all ? { as: 'property', name: column, value: 'text', detail: '' } : { as: 'out' });
  const taken = new Set([...emit.uses.values()].flatMap((use) => (use.as === 'property' ? [use.name] : [])));
  return (
    <ul className={styles.columns} aria-label={t('imports.columns')}>
      {columns.map((column) => (
        <li key={column.name} className={styles.column} data-out={takenAs(column.name).as === 'out' || undefined}>
          <div className={styles.about}>
            <strong>{column.name}</strong>
            <span className={styles.samples}>
              {column.samples.join(' · ')}
              {column.blank === 0
                ? null
                : ` (${t('imports.blank', { count: column.blank, number: format.count(column.blank) })})`}
            </span>
            {emit.more.has(column.name) ? <span className={styles.samples}>{t('imports.usedMore')}</span> : null}
          </div>
          <ColumnChoice
            column={column}
            event={emit.event}
            use={takenAs(column.name)}
            taken={taken}
            onUse={(use) => onUse(column.name, use)}
          />
        </li>
      ))}
      {missing.map((name) => (
        <li key={name} className={styles.column}>
          <div className={styles.about}>
            <strong>{name}</strong>
            <span className={styles.bad}>{t('imports.notThere')}</span>
          </div>
          <ColumnChoice
            column={{ name, samples: [], blank: 0, guess: 'text' }}
            event={emit.event}
            use={takenAs(name)}
            taken={taken}
            onUse={(use) => onUse(name, use)}
          />
        </li>
      ))}
    </ul>
  );
}
